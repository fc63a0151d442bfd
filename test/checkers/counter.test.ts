// The counter and pn-counter checkers: reads lie within what the adds allow.
import { expect, test } from "vitest";
import { counter, pnCounter } from "../../src/checkers/counter.ts";
import type { History } from "../../src/core/history.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const add = (value: unknown, type: "ok" | "fail" | "info" = "ok") =>
  [
    [0, "invoke", "add", value],
    [0, type, "add", value],
  ] as const;
const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

const WRONG = "counter-out-of-bounds";
test.each([
  ["valid", [...add(1), ...read(1)]],
  [WRONG, [...add(1), ...read(0)]],
  [WRONG, [...add(1), ...read(2)]],
  [WRONG, [...add(1, "fail"), ...read(1)]],
  ["valid", [...add(2, "info"), ...read(0), ...read(2)]],
  ["unknown: too-few-ops", add(1)],
  ["unknown: malformed", [...add(-1), ...read(-1)]],
  ["unknown: malformed", read("1")],
])("%s", async (kinds, events) => {
  expect(await kindsOn(counter(), historyOf(events))).toBe(kinds);
});

test("negative adds lower the bound as soon as they are called", async () => {
  const during = (value: number) =>
    historyOf([
      ...add(5),
      [0, "invoke", "add", -3],
      [1, "invoke", "read"],
      [1, "ok", "read", value],
      [0, "ok", "add", -3],
    ]);
  for (const [value, kinds] of [
    [5, "valid"],
    [2, "valid"],
    [1, WRONG],
    [6, WRONG],
  ] as const)
    expect(await kindsOn(pnCounter(), during(value))).toBe(kinds);
});

test("of an eventually consistent counter only the last reads count", async () => {
  const early = [...add(1), ...read(0)];
  const checker = pnCounter({ reads: "final" });
  const late = (value: number) => historyOf([...early, ...add(1), ...read(value)]);
  expect(await verdictOn(checker, late(2))).toMatchObject({ valid: true, stats: { reads: 1 } });
  expect(await kindsOn(checker, late(1))).toBe(WRONG);
});

const memoryCounter = (least: number, lose: number): SimulatedSystem<{ sum: number }> => ({
  start: () => ({ sum: 0 }),
  call: (random) =>
    random.chance(0.5) ? { f: "add", value: random.int(least, 4) } : { f: "read", value: null },
  apply: (state, { f, value }, random) => {
    if (f === "add" && !random.chance(lose)) state.sum += value as number;
    return f === "add" ? value : state.sum;
  },
});

/** Every subset of the adds that may count, for every read. */
function intervalOracle(history: History): string {
  const operations = history.operations();
  for (const read of operations) {
    if (read.f !== "read" || read.outcome.type !== "ok") continue;
    const before = operations.filter(
      ({ f, outcome, index }) =>
        f === "add" && outcome.type !== "fail" && index < (read.completion ?? 0),
    );
    const isCertain = ({ outcome, completion }: (typeof before)[number]): boolean =>
      outcome.type === "ok" && completion !== null && completion < read.index;
    const certain = before.filter(isCertain).reduce((sum, op) => sum + (op.input as number), 0);
    let sums = [certain];
    for (const op of before.filter((op) => !isCertain(op)))
      sums = [...new Set(sums.flatMap((sum) => [sum, sum + (op.input as number)]))];
    const value = read.outcome.value as number;
    if (value < Math.min(...sums) || value > Math.max(...sums)) return WRONG;
  }
  return "valid";
}

test.each([
  ["counter", counter, 0],
  ["pn-counter", pnCounter, -4],
] as const)("%s agrees with all sums tried", async (_, make, least) => {
  const histories = historiesOf(memoryCounter(least, 0.1), 500, { ops: 16 });
  const checker = make({ minObservations: 0 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, intervalOracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right counter passes, one that loses adds is caught", async () => {
  for (const history of historiesOf(memoryCounter(-4, 0), 200, { ops: 60 }))
    expect(await kindsOn(pnCounter(), history)).toBe("valid");
  expect(await kindsOn(counter(), oneHistory(memoryCounter(0, 0.3), { ops: 80 }))).toBe(WRONG);
});
