// The causal checker: nobody reads what they know to be overwritten.
import { expect, test } from "vitest";
import { causal } from "../../src/checkers/causal.ts";
import type { History } from "../../src/core/history.ts";
import type { Operation } from "../../src/core/op.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { checkContext } from "./check-context.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const op = (process: number, f: "read" | "write", key: string, value: number | null) =>
  [
    [process, "invoke", f, f === "write" ? value : null, { key }],
    [process, "ok", f, value, { key }],
  ] as const;

test.each([
  [
    "valid",
    "concurrent writes may be seen in different orders",
    [
      ...op(0, "write", "x", 1),
      ...op(1, "write", "x", 2),
      ...op(2, "read", "x", 1),
      ...op(2, "read", "x", 2),
      ...op(3, "read", "x", 2),
      ...op(3, "read", "x", 1),
    ],
  ],
  [
    "causal-violation",
    "a write of one's own is not seen",
    [...op(0, "write", "x", 1), ...op(0, "read", "x", null)],
  ],
  [
    "causal-violation",
    "a reply without what it replies to",
    [
      ...op(0, "write", "x", 1),
      ...op(1, "read", "x", 1),
      ...op(1, "write", "y", 2),
      ...op(2, "read", "y", 2),
      ...op(2, "read", "x", null),
    ],
  ],
  [
    "causal-violation",
    "what was overwritten comes back",
    [
      ...op(0, "write", "x", 1),
      ...op(1, "read", "x", 1),
      ...op(1, "write", "x", 2),
      ...op(2, "read", "x", 2),
      ...op(2, "read", "x", 1),
    ],
  ],
  ["unwritten-read", "out of thin air", op(0, "read", "x", 7)],
  [
    "unknown: unsupported",
    "values that repeat",
    [...op(0, "write", "x", 1), ...op(1, "write", "x", 1), ...op(1, "read", "x", 1)],
  ],
])("%s: %s", async (kinds, _, events) => {
  expect(await kindsOn(causal(), historyOf(events))).toBe(kinds);
});

test("says what the process knew", async () => {
  const history = historyOf([
    ...op(0, "write", "x", 1),
    ...op(1, "read", "x", 1),
    ...op(1, "write", "x", 2),
    ...op(2, "read", "x", 2),
    ...op(2, "read", "x", 1),
  ]);
  expect(await verdictOn(causal(), history)).toMatchObject({
    anomalies: [
      {
        summary:
          "the read at event 9 by process 2 saw 1 of x, though that process already knew of the write of 2 of x, called at event 4, which came after it",
        ops: [0, 4, 8],
      },
    ],
  });
});

test("clocks that do not fit into memory leave it undecided", async () => {
  const history = historyOf([...op(0, "write", "x", 1), ...op(0, "read", "x", null)]);
  const verdict = await causal().check(history, checkContext({ memoryLimitBytes: 6 }));
  expect(verdict).toMatchObject({ valid: "unknown", reason: "memory" });
});

/** Registers on replicas that lag behind each other. */
const registers = (count: number): SimulatedSystem<Map<string, number>[]> => ({
  start: () => Array.from({ length: count }, () => new Map<string, number>()),
  call: (random, n) => {
    const key = random.pick(["x", "y"]);
    return random.chance(0.4) ? { f: "write", key, value: n } : { f: "read", key, value: null };
  },
  apply: (replicas, { f, key, value }, random) => {
    const name = String(key);
    if (random.chance(0.5)) {
      const newer = random.pick(replicas).get(name);
      if (newer !== undefined) random.pick(replicas).set(name, newer);
    }
    const mine = random.pick(replicas);
    if (f === "write") mine.set(name, value as number);
    return f === "write" ? value : (mine.get(name) ?? null);
  },
});

/** Causal order as a closure of all pairs, and the bad patterns in all triples. */
function oracle(history: History): string {
  const ops = history.operations().filter(({ outcome }) => outcome.type !== "fail");
  const isRead = ({ f, outcome }: Operation): boolean => f === "read" && outcome.type === "ok";
  const valueOf = (op: Operation): unknown =>
    op.outcome.type === "ok" && op.f === "read" ? op.outcome.value : op.input;
  const isSource = (w: Operation, r: Operation): boolean =>
    w.f === "write" && isRead(r) && w.key === r.key && w.input === valueOf(r);
  const order = ops.map((a) =>
    ops.map(
      (b) =>
        (a.process === b.process && a.index < b.index && a.outcome.type === "ok") || isSource(a, b),
    ),
  );
  const before = (a: number, b: number): boolean => order[a]?.[b] === true;
  for (let k = 0; k < ops.length; k++)
    for (let a = 0; a < ops.length; a++)
      for (let b = 0; b < ops.length; b++)
        if (before(a, k) && before(k, b)) (order[a] as boolean[])[b] = true;
  const violated = ops.some(
    (r, reader) =>
      isRead(r) &&
      ops.some((newer, between) => {
        if (
          newer.f !== "write" ||
          newer.key !== r.key ||
          !before(between, reader) ||
          isSource(newer, r)
        )
          return false;
        return (
          valueOf(r) === null || ops.some((w, source) => isSource(w, r) && before(source, between))
        );
      }),
  );
  return violated ? "causal-violation" : "valid";
}

test("agrees with the bad patterns in the whole causal order", async () => {
  const histories = historiesOf(registers(3), 500, { ops: 14 });
  const { wrong, invalid, valid } = await disagreements(
    causal({ minObservations: 0 }),
    histories,
    oracle,
  );
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("one replica passes, lagging ones are caught", async () => {
  expect(await kindsOn(causal(), oneHistory(registers(1), { ops: 300 }))).toBe("valid");
  expect(await kindsOn(causal(), oneHistory(registers(4), { ops: 300 }))).toBe("causal-violation");
});
