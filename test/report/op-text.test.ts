// Operations in words: transactions by the name that checkers give them, with what they saw; other operations by what they did.
import { expect, test } from "vitest";
import { historyOf } from "../../src/core/history.ts";
import { operationLabel } from "../../src/report/op-text.ts";
import { event } from "./fixtures.ts";

const labelsOf = (...events: readonly ReturnType<typeof event>[]): readonly string[] =>
  historyOf(events).operations().map(operationLabel);

test("a transaction says what it saw if it is ok, and what it asked otherwise", () => {
  const asked = [
    ["r", "x", null],
    ["append", "x", 2],
  ];
  const answered = [
    ["r", "x", [1]],
    ["append", "x", 2],
  ];
  expect(
    labelsOf(
      event(0, 0, "invoke", "txn", asked),
      event(1, 0, "ok", "txn", answered),
      event(2, 0, "invoke", "txn", asked),
      event(3, 0, "info", "txn", asked, { error: { code: "timeout", message: "no answer" } }),
    ),
  ).toEqual(["T0 r x → [1] · append x 2", "T2 r x · append x 2"]);
});

test("an operation that is only called so keeps its name", () => {
  expect(labelsOf(event(0, 0, "invoke", "txn", "commit"), event(1, 0, "ok", "txn", null))).toEqual([
    "txn commit",
  ]);
});

test("other operations say what was asked and what came of it", () => {
  expect(
    labelsOf(
      event(0, 0, "invoke", "read", null),
      event(1, 0, "ok", "read", 4),
      event(2, 0, "invoke", "cas", [4, 5]),
      event(3, 0, "ok", "cas", [4, 5]),
    ),
  ).toEqual(["read → 4", "cas 4→5"]);
});
