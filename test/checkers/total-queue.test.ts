// The total-queue checker: what goes in comes out, once.
import { expect, test } from "vitest";
import { totalQueue } from "../../src/checkers/total-queue.ts";
import { totalQueueOracle } from "../oracle/queue.ts";
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
const drain = (value: unknown) => [
  [1, "invoke", "drain"] as const,
  [1, "ok", "drain", value] as const,
];

test.each([
  ["valid", [...put(1), ...put(2), ...take(2), ...drain([1])]],
  ["lost-element", [...put(1), ...put(2), ...take(2), ...take(null)]],
  ["lost-element", [...put(1), ...put(2), ...drain([1])]],
  ["duplicate-element", [...put(1), ...take(1), ...drain([1])]],
  ["unexpected-element", drain([1])],
  ["unexpected-element", [...take(1), ...put(1)]],
  ["aborted-read", [...put(1, "fail"), ...drain([1])]],
  ["valid", [...put(1, "info"), ...drain([1])]],
  ["unknown: too-few-ops", [...put(1, "info"), ...drain([])]],
  ["unknown: too-few-ops", drain([])],
  ["unknown: malformed", drain(1)],
])("%s", async (kinds, events) => {
  expect(await kindsOn(totalQueue(), historyOf(events))).toBe(kinds);
});

test("nothing is called lost until the queue was emptied, unless that is taken for granted", async () => {
  const history = historyOf([...put(2), ...take(2), ...put(1)]);
  expect(await kindsOn(totalQueue(), history)).toBe("unknown: no-evidence");
  expect(await kindsOn(totalQueue({ drained: "assumed" }), history)).toBe("lost-element");
});

test("a dequeue of unknown outcome may have taken one element, not two", async () => {
  const swallow = [[3, "invoke", "dequeue"] as const, [3, "info", "dequeue"] as const];
  const events = (lost: number) => [
    ...swallow,
    ...Array.from({ length: lost }, (_, i) => put(i)).flat(),
    ...put("x"),
    ...drain(["x"]),
  ];
  expect(await verdictOn(totalQueue(), historyOf(events(1)))).toMatchObject({
    valid: true,
    stats: { lost: 1, certainlyLost: 0 },
  });
  expect(await kindsOn(totalQueue(), historyOf(events(2)))).toBe("lost-element");
});

test("at-least-once delivery allows duplicates and counts them", async () => {
  const history = historyOf([...put(1), ...take(1), ...drain([1])]);
  const verdict = await verdictOn(totalQueue({ delivery: "at-least-once" }), history);
  expect(verdict).toMatchObject({ valid: true, stats: { duplicated: 1 } });
});

test("agrees with the definition on random histories", async () => {
  const bugs = { lose: 0.04, repeat: 0.04, invent: 0.02, range: 6 };
  const histories = historiesOf(memoryQueue(bugs), 500, { ops: 14 });
  const checker = totalQueue({ drained: "assumed", minObservations: 0 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, totalQueueOracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right queue is never blamed, a forgetful one is caught", async () => {
  for (const history of historiesOf(memoryQueue(), 300, { ops: 60 }))
    expect(await kindsOn(totalQueue({ fifo: true }), history)).toMatch(
      /^valid|^unknown: no-evidence/,
    );
  const forgetful = oneHistory(memoryQueue({ lose: 0.4 }), { ops: 80, unknown: 0 });
  expect(await kindsOn(totalQueue(), forgetful)).toBe("lost-element");
});
