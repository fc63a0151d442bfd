// The samples of clocks that a history holds beside its operations.
import { expect, test } from "vitest";
import { clockSamplesOf } from "../../src/core/clock-offsets.ts";
import { historyOf } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";

const note = (seconds: number, value: unknown): Omit<HistoryEvent, "index"> => ({
  time: nanos(seconds * 1e9),
  process: "nemesis",
  type: "info",
  f: "clock-offsets",
  value,
});

const write = (seconds: number, type: "invoke" | "ok"): Omit<HistoryEvent, "index"> => ({
  time: nanos(seconds * 1e9),
  process: processId(0),
  type,
  f: "write",
  value: 1,
});

test("samples are read in order, and are no operations", () => {
  const history = historyOf([
    note(0.5, { n1: 0, n2: -20.5 }),
    write(1, "invoke"),
    note(1.5, { n1: 90_000 }),
    write(2, "ok"),
  ]);
  expect(history.problems).toEqual([]);
  expect(history.operations()).toHaveLength(1);
  expect(clockSamplesOf(history)).toEqual([
    {
      seconds: 0.5,
      ms: new Map([
        ["n1", 0],
        ["n2", -20.5],
      ]),
    },
    { seconds: 1.5, ms: new Map([["n1", 90_000]]) },
  ]);
});

test("what is no sample is left out", () => {
  const history = historyOf([note(1, null), note(2, "soon"), note(3, { n1: "late", n2: 7 })]);
  expect(clockSamplesOf(history)).toEqual([{ seconds: 3, ms: new Map([["n2", 7]]) }]);
  expect(clockSamplesOf(historyOf([write(1, "invoke")]))).toEqual([]);
});
