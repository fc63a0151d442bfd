// The long-fork checker: reads of a group fit one order of its writes.
import { expect, test } from "vitest";
import { longFork } from "../../src/checkers/long-fork.ts";
import type { History } from "../../src/core/history.ts";
import type { SimulatedSystem } from "../oracle/simulated-system.ts";
import { historyOf } from "./events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const read = (...values: readonly (number | null)[]) => {
  const reads = values.map((value, key) => ["r", key, value]);
  return [[1, "invoke", "read", reads] as const, [1, "ok", "read", reads] as const];
};

test.each([
  ["valid", [...read(null, null), ...read(1, null), ...read(1, 1)]],
  ["long-fork", [...read(1, null), ...read(null, 1)]],
  ["long-fork", [...read(1, 1, null), ...read(null, null, 1)]],
  ["valid", [...read(1, null), ...read(null, 1, null)]],
  ["unknown: unsupported", [...read(1, null), ...read(2, null)]],
  ["unknown: malformed", [[1, "invoke", "read"] as const, [1, "ok", "read", 5] as const]],
])("%s", async (kinds, events) => {
  expect(await kindsOn(longFork(), historyOf(events))).toBe(kinds);
});

test("says who saw what, whatever the order of the keys", async () => {
  const history = historyOf([
    ...read(1, null),
    [2, "invoke", "read", null],
    [
      2,
      "ok",
      "read",
      [
        ["r", 1, 1],
        ["r", 0, null],
      ],
    ],
  ]);
  expect(await verdictOn(longFork(), history)).toMatchObject({
    valid: false,
    stats: { reads: 2, earlyReads: 0, lateReads: 0, forks: 1 },
    anomalies: [{ ops: [0, 2], summary: expect.stringContaining("other way round") as string }],
  });
});

test("reads of another size than the groups are refused", async () => {
  expect(await kindsOn(longFork({ groupSize: 3 }), historyOf(read(1, 1)))).toBe(
    "unknown: malformed",
  );
});

/** Two replicas; a fork applies a write to one of them alone, and the other has it later. */
const replicas = (fork: number): SimulatedSystem<[Set<number>, Set<number>]> => ({
  start: () => [new Set(), new Set()],
  call: (random, n) =>
    n <= 6
      ? { f: "write", value: [["w", n - 1, 1]] }
      : {
          f: "read",
          value: (random.chance(0.5) ? [0, 1, 2] : [3, 4, 5]).map((key) => ["r", key, null]),
        },
  apply: ([left, right], { f, value }, random) => {
    const micros = value as readonly (readonly [string, number, unknown])[];
    const key = micros[0]?.[1] ?? 0;
    if (f === "read") {
      const replica = random.chance(0.5) ? left : right;
      return micros.map(([r, k]) => [r, k, replica.has(k) ? 1 : null]);
    }
    const side = random.chance(0.5) ? left : right;
    side.add(key);
    if (!random.chance(fork)) for (const replica of [left, right]) replica.add(key);
    return value;
  },
});

function oracle(history: History): string {
  const reads = history
    .operations()
    .flatMap(({ f, outcome }) =>
      f === "read" && outcome.type === "ok"
        ? [
            new Map(
              (outcome.value as [string, number, number | null][]).map(([, k, v]) => [
                k,
                v !== null,
              ]),
            ),
          ]
        : [],
    );
  const sees = (a: Map<number, boolean>, b: Map<number, boolean>): boolean =>
    [...a].some(([key, seen]) => seen && b.get(key) === false);
  const forked = reads.some((a) => reads.some((b) => sees(a, b) && sees(b, a)));
  return forked ? "long-fork" : "valid";
}

test("agrees with comparing all pairs of reads", async () => {
  const histories = historiesOf(replicas(0.5), 500, { ops: 16, clients: 6 });
  const { wrong, invalid, valid } = await disagreements(
    longFork({ minObservations: 0 }),
    histories,
    oracle,
  );
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("one order of writes passes, replicas that fork are caught", async () => {
  const shape = { ops: 60, clients: 6, unknown: 0, failures: 0 };
  expect(await kindsOn(longFork(), oneHistory(replicas(0), shape))).toBe("valid");
  expect(await kindsOn(longFork(), oneHistory(replicas(1), shape))).toBe("long-fork");
});
