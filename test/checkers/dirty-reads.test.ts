// The dirty-reads checker: no read sees what failed or what nobody wrote.
import { expect, test } from "vitest";
import { dirtyReads } from "../../src/checkers/dirty-reads.ts";
import type { History } from "../../src/core/history.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory } from "./verdicts.ts";

const write = (value: number, type: "ok" | "fail" | "info" = "ok") => [
  [0, "invoke", "write", value] as const,
  [0, type, "write", value] as const,
];
const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

test.each([
  ["valid", [...write(1), ...read(1), ...read(null)]],
  ["valid", [...write(1, "info"), ...read([1, 1])]],
  ["dirty-read", [...write(1, "fail"), ...read(1)]],
  ["dirty-read", [...write(1, "fail"), ...write(2), ...read([2, 1])]],
  ["unwritten-read", [...read(1), ...write(1)]],
  ["unknown: too-few-ops", write(1)],
])("%s", async (kinds, events) => {
  expect(await kindsOn(dirtyReads(), historyOf(events))).toBe(kinds);
});

test("rows that are written together must be equal where that is claimed; initial values are no surprise", async () => {
  const history = historyOf([...write(1), ...write(2), ...read([1, 2])]);
  expect(await kindsOn(dirtyReads(), history)).toBe("valid");
  expect(await kindsOn(dirtyReads({ atomicRows: true }), history)).toBe("inconsistent-read");
  expect(await kindsOn(dirtyReads({ initial: [-1] }), historyOf(read([-1, -1])))).toBe("valid");
});

/** A table of two rows; it shows a torn write, or one that is about to be rolled back, if it has bugs. */
const table = (bugs: number): SimulatedSystem<{ rows: number[]; dirty: number }> => ({
  start: () => ({ rows: [0, 0], dirty: 0 }),
  call: (random, n) => (random.chance(0.5) ? { f: "write", value: n } : { f: "read", value: null }),
  apply: (state, { f, value }, random) => {
    if (f === "write") {
      state.rows = [
        value as number,
        random.chance(bugs / 3) ? (state.rows[1] ?? 0) : (value as number),
      ];
      return value;
    }
    return random.chance(bugs) ? [random.int(1, 12), random.int(1, 12)] : [...state.rows];
  },
});

function oracle(history: History): string {
  const operations = history.operations();
  const kinds = new Set<string>();
  for (const { f, outcome, completion } of operations) {
    if (f !== "read" || outcome.type !== "ok") continue;
    const rows = outcome.value as readonly number[];
    if (rows[0] !== rows[1]) kinds.add("inconsistent-read");
    for (const row of rows) {
      const writes = operations.filter(
        (op) => op.f === "write" && op.input === row && op.index < (completion ?? 0),
      );
      if (row === 0 || writes.some((op) => op.outcome.type !== "fail")) continue;
      kinds.add(writes.length > 0 ? "dirty-read" : "unwritten-read");
    }
  }
  return kinds.size === 0 ? "valid" : [...kinds].sort().join(" ");
}

test("agrees with looking up every value read", async () => {
  const checker = dirtyReads({ initial: [0], atomicRows: true, minObservations: 0 });
  const histories = historiesOf(table(0.1), 500, { ops: 14, failures: 0.3 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, oracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right table passes, one that shows what is rolled back is caught", async () => {
  const checker = dirtyReads({ initial: [0], atomicRows: true });
  expect(await kindsOn(checker, oneHistory(table(0), { ops: 150 }))).toBe("valid");
  const broken = oneHistory(table(0.5), { ops: 150, failures: 0.5 });
  expect(await kindsOn(checker, broken)).toContain("dirty-read");
});
