// The causal-reverse checker: no write is seen without those acknowledged before it was called.
import { expect, test } from "vitest";
import { causalReverse } from "../../src/checkers/causal-reverse.ts";
import type { History } from "../../src/core/history.ts";
import { historyOf } from "./events.ts";
import { replicatedSet } from "./replicated-set.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const write = (value: number) => [
  [0, "invoke", "write", value] as const,
  [0, "ok", "write", value] as const,
];
const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

test.each([
  ["valid", [...write(1), ...write(2), ...read([1, 2]), ...read([1]), ...read([])]],
  ["causal-reverse", [...write(1), ...write(2), ...read([2])]],
  ["unexpected-element", [...write(1), ...read([1, 2])]],
  ["unknown: too-few-ops", write(1)],
])("%s", async (kinds, events) => {
  expect(await kindsOn(causalReverse(), historyOf(events))).toBe(kinds);
});

test("names the writes, and lets overlapping ones be seen in any order", async () => {
  const history = historyOf([...write(1), ...write(2), ...read([2])]);
  expect(await verdictOn(causalReverse(), history)).toMatchObject({
    anomalies: [{ ops: [0, 2, 4] }],
  });
  const overlapping = historyOf([
    [0, "invoke", "write", 1],
    [2, "invoke", "write", 2],
    [0, "ok", "write", 1],
    ...read([2]),
  ]);
  expect(await kindsOn(causalReverse(), overlapping)).toBe("valid");
});

function oracle(history: History): string {
  const operations = history.operations();
  const writes = operations.filter(({ f, outcome }) => f === "write" && outcome.type !== "fail");
  const firstCall = (value: unknown): number =>
    Math.min(...writes.filter(({ input }) => input === value).map(({ index }) => index));
  const reversed = operations.some(({ f, outcome }) => {
    if (f !== "read" || outcome.type !== "ok") return false;
    const seen = outcome.value as readonly unknown[];
    return seen.some((later) =>
      writes.some(
        ({ input, outcome: ended, completion }) =>
          ended.type === "ok" && (completion ?? 0) < firstCall(later) && !seen.includes(input),
      ),
    );
  });
  return reversed ? "causal-reverse" : "valid";
}

test.each([undefined, 6])("agrees with comparing all writes, values below %s", async (range) => {
  const system = replicatedSet(2, "write", {
    sync: 0.8,
    ...(range === undefined ? {} : { range }),
  });
  const histories = historiesOf(system, 500, { ops: 12 });
  const checker = causalReverse({ minObservations: 0 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, oracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("one replica passes, lagging ones are caught", async () => {
  expect(await kindsOn(causalReverse(), oneHistory(replicatedSet(1, "write"), { ops: 150 }))).toBe(
    "valid",
  );
  const lagging = oneHistory(replicatedSet(3, "write", { sync: 0.3 }), { ops: 150 });
  expect(await kindsOn(causalReverse(), lagging)).toBe("causal-reverse");
});
