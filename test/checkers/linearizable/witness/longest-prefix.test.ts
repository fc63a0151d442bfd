// The event with which a history has no order any more: as the brute-force oracle finds it, prefix by prefix.
import { expect, test } from "vitest";
import { opTableOf } from "../../../../src/checkers/linearizable/op-table.ts";
import { firstBadEvent } from "../../../../src/checkers/linearizable/witness/longest-prefix.ts";
import { modelNamed } from "../../../../src/checkers/models/models.ts";
import { assert } from "../../../../src/core/assert.ts";
import { type History, historyOf as historyOfEvents } from "../../../../src/core/history.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { isLinearizable } from "../../../oracle/linearizable.ts";
import { randomHistory } from "../../../oracle/random-history.ts";
import { historyOf } from "../../events.ts";

const LIMITS = { steps: 1_000_000, timeMs: Infinity, elapsedMs: () => 0 };

function found(name: string, history: History, limits = LIMITS): number | null {
  const model = modelNamed(name);
  assert(model !== undefined, `there is a model ${name}`);
  const options = { initial: model.initial, nullReads: "value" } as const;
  return firstBadEvent(model, options, opTableOf(history), 0, limits);
}

/** By the oracle; null of a history that has an order. */
function expected(name: string, history: History): number | null {
  const events = [...history];
  const bad = events.findIndex((_, last) => {
    const prefix = historyOfEvents(events.slice(0, last + 1));
    return !isLinearizable(name, prefix.operations());
  });
  return bad < 0 ? null : bad;
}

test.each(["register", "cas-register", "fifo-queue", "mutex", "counter"])(
  "of %s it is the one that the oracle names",
  (name) => {
    let failing = 0;
    for (let i = 0; failing < 25 && i < 2000; i++) {
      const history = randomHistory(name, randomOf(seed(7)).at(i), 6);
      if (new Set(history.columns.key).size !== 1) continue;
      const event = expected(name, history);
      if (event === null) continue;
      failing++;
      expect(found(name, history), [...history].map((e) => JSON.stringify(e)).join("\n")).toBe(
        event,
      );
    }
    expect(failing).toBeGreaterThan(5);
  },
);

test("an operation that failed later may still have happened at the time", () => {
  const history = historyOf([
    [0, "invoke", "write", 1],
    [1, "invoke", "read"],
    [1, "ok", "read", 1],
    [0, "fail", "write", 1],
  ]);
  expect(found("register", history)).toBe(3);
});

test("what cannot be found in time is not named", () => {
  const history = historyOf([
    [0, "invoke", "read"],
    [0, "ok", "read", 9],
  ]);
  expect(found("register", history)).toBe(1);
  expect(found("register", history, { ...LIMITS, timeMs: 1, elapsedMs: () => 2 })).toBeNull();
});
