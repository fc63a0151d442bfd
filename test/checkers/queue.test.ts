// The queue checker: nothing comes out that did not go in, nor more often.
import { expect, test } from "vitest";
import { queue } from "../../src/checkers/queue.ts";
import type { History } from "../../src/core/history.ts";
import { overtakes, queueOracle } from "../oracle/queue.ts";
import { historyOf } from "./events.ts";
import { memoryQueue } from "./memory-queue.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const put = (value: unknown, type: "ok" | "fail" | "info" = "ok") =>
  [
    [0, "invoke", "enqueue", value],
    [0, type, "enqueue", value],
  ] as const;
const take = (value: unknown) => [
  [1, "invoke", "dequeue"] as const,
  [1, "ok", "dequeue", value] as const,
];

test.each([
  ["valid", [...put(1), ...take(1)]],
  ["valid", [...put(1, "info"), ...take(1), ...take(null)]],
  ["unexpected-element", take(1)],
  ["aborted-read", [...put(1, "fail"), ...take(1)]],
  ["duplicate-element", [...put(1), ...take(1), ...take(1)]],
  ["valid", [...put(1), ...put(1), ...take(1), ...take(1)]],
  ["unexpected-element", [...take(1), ...put(1)]],
  ["unknown: too-few-ops", put(1)],
])("%s", async (kinds, events) => {
  expect(await kindsOn(queue(), historyOf(events))).toBe(kinds);
});

test("a queue that need not be first in, first out may reorder; one that claims it may not", async () => {
  const history = historyOf([...put(1), ...put(2), ...take(2), ...take(1)]);
  expect(await kindsOn(queue(), history)).toBe("valid");
  const verdict = await verdictOn(queue({ fifo: true }), history);
  expect(verdict).toMatchObject({
    valid: false,
    anomalies: [{ kind: "reordered", ops: [0, 2, 4, 6] }],
  });
});

test("an element that never came out was overtaken, unless an unknown dequeue may have taken it", async () => {
  const overtaken = [...put(1), ...put(2), ...take(2)];
  expect(await kindsOn(queue({ fifo: true }), historyOf(overtaken))).toBe("reordered");
  const lost = [[3, "invoke", "dequeue"] as const, [3, "info", "dequeue"] as const];
  expect(await kindsOn(queue({ fifo: true }), historyOf([...lost, ...overtaken]))).toBe("valid");
});

test("agrees with every matching tried", async () => {
  const bugs = { repeat: 0.05, invent: 0.05, range: 4 };
  const histories = historiesOf(memoryQueue(bugs), 500, { ops: 14 });
  const oracle = (history: History) => queueOracle(history);
  const verdicts = queue({ minObservations: 0 });
  const coarse = {
    name: "queue",
    check: async (...args: Parameters<typeof verdicts.check>) => {
      const verdict = await verdicts.check(...args);
      return verdict.valid === false
        ? { ...verdict, anomalies: [{ ...verdict.anomalies[0], kind: "invalid" }] as const }
        : verdict;
    },
  };
  const { wrong, invalid, valid } = await disagreements(coarse, histories, oracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("finds overtaking where comparing all pairs does", async () => {
  let found = 0;
  for (const history of historiesOf(memoryQueue({ reorder: 0.15 }), 500, {
    ops: 12,
    unknown: 0.03,
  })) {
    const kinds = await kindsOn(queue({ fifo: true, minObservations: 0 }), history);
    expect(kinds).toBe(overtakes(history) ? "reordered" : "valid");
    if (kinds === "reordered") found++;
  }
  expect(found).toBeGreaterThan(20);
});

test("a right queue passes, broken ones are caught", async () => {
  for (const history of historiesOf(memoryQueue(), 200, { ops: 60 }))
    expect(await kindsOn(queue({ fifo: true }), history)).toBe("valid");
  const repeating = oneHistory(memoryQueue({ repeat: 0.3 }), { ops: 60 });
  expect(await kindsOn(queue(), repeating)).toBe("duplicate-element");
  const unordered = oneHistory(memoryQueue({ reorder: 0.5 }), { ops: 200, unknown: 0 });
  expect(await kindsOn(queue({ fifo: true }), unordered)).toBe("reordered");
});
