// The log-order checker: messages at offsets, polled in order, none lost, none twice.
import { expect, test } from "vitest";
import { logOrder } from "../../../src/checkers/log-order/log-order.ts";
import { logOracle } from "../../oracle/log-order.ts";
import type { SimulatedSystem } from "../../oracle/simulated-system.ts";
import { historyOf } from "../events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "../verdicts.ts";

const key = "a";
const send = (
  message: unknown,
  offset: number | null,
  type: "ok" | "fail" | "info" = "ok",
  process = 0,
) => [
  [process, "invoke", "send", message, { key }] as const,
  [process, type, "send", type === "ok" ? offset : message, { key }] as const,
];
const poll = (...pairs: readonly (readonly [number, unknown])[]) => [
  [1, "invoke", "poll", null, { key }] as const,
  [1, "ok", "poll", pairs, { key }] as const,
];
const again = [[1, "invoke", "assign", ["a"]] as const, [1, "ok", "assign", ["a"]] as const];
const THREE = [...send("x", 0), ...send("y", 1), ...send("z", 5)];

test.each([
  ["valid", [...THREE, ...poll([0, "x"]), ...poll([1, "y"], [5, "z"])]],
  ["valid", [...THREE, ...poll([1, "y"], [5, "z"]), ...again, ...poll([0, "x"])]],
  ["lost-write poll-skip", [...THREE, ...poll([0, "x"]), ...poll([5, "z"])]],
  ["int-poll-skip lost-write", [...THREE, ...poll([0, "x"], [5, "z"])]],
  ["poll-skip", [...THREE, ...poll([0, "x"]), ...poll([5, "z"]), ...again, ...poll([1, "y"])]],
  ["nonmonotonic-poll", [...THREE, ...poll([0, "x"]), ...poll([0, "x"])]],
  ["int-nonmonotonic-poll", [...THREE, ...poll([1, "y"], [0, "x"])]],
  ["duplicate-message", [...send("x", 0), ...poll([0, "x"], [1, "x"])]],
  ["valid", [...send("x", 0), ...send("x", 1), ...poll([0, "x"], [1, "x"])]],
  ["inconsistent-offset", [...send("x", 0), ...send("y", null), ...poll([0, "y"])]],
  ["nonmonotonic-send", [...send("x", 1), ...send("y", 0), ...poll([0, "y"], [1, "x"])]],
  ["aborted-read", [...send("x", null, "fail"), ...poll([0, "x"])]],
  ["unexpected-message", poll([0, "x"])],
  ["valid", [...send("x", null, "info"), ...poll([0, "x"])]],
  ["unknown: too-few-ops", send("x", 0)],
  [
    "unknown: malformed",
    [...send("x", 0), [1, "invoke", "poll"] as const, [1, "ok", "poll", [["x"]]] as const],
  ],
])("%s", async (kinds, events) => {
  expect(await kindsOn(logOrder(), historyOf(events))).toBe(kinds);
});

test("what no poller came past is counted and not lost, unless pollers start at the beginning", async () => {
  const history = historyOf([...THREE, ...poll([1, "y"])]);
  expect(await verdictOn(logOrder(), history)).toMatchObject({
    valid: true,
    stats: { unseen: 2, lost: 0 },
  });
  expect(await kindsOn(logOrder({ start: "beginning" }), history)).toBe("lost-write poll-skip");
});

test("requests that name their offsets, several streams an answer, offsets in objects", async () => {
  const events = (first: number) => [
    [0, "invoke", "send", { key: "a", msg: "x" }] as const,
    [0, "ok", "send", { offset: 0 }] as const,
    [0, "invoke", "send", { key: "a", msg: "y" }] as const,
    [0, "ok", "send", { offset: 1 }] as const,
    [1, "invoke", "poll", { offsets: { a: 0, b: 0 } }] as const,
    [1, "ok", "poll", { msgs: { a: [[first, first === 0 ? "x" : "y"]], b: [] } }] as const,
  ];
  expect(await kindsOn(logOrder(), historyOf(events(0)))).toBe("valid");
  expect(await kindsOn(logOrder(), historyOf(events(1)))).toBe("lost-write poll-skip");
});

interface Log {
  readonly entries: (number | null)[];
  readonly positions: Map<number, number>;
}

/** A log that loses, repeats and reorders as it is told. */
const memoryLog = (bugs: {
  readonly lose?: number;
  readonly twice?: number;
  readonly jump?: number;
}): SimulatedSystem<Map<string, Log>> => ({
  start: () => new Map(["a", "b"].map((name) => [name, { entries: [], positions: new Map() }])),
  call: (random, n) => ({
    key: random.pick(["a", "b"]),
    ...(random.chance(0.5) ? { f: "send", value: n } : { f: "poll", value: null }),
  }),
  apply: (logs, { f, key: name, value }, random, process) => {
    const { entries, positions } = logs.get(String(name)) as Log;
    if (f === "send") {
      entries.push(random.chance(bugs.lose ?? 0) ? null : (value as number));
      if (random.chance(bugs.twice ?? 0)) entries.push(value as number);
      return random.chance(bugs.twice ?? 0) ? Math.max(0, entries.length - 2) : entries.length - 1;
    }
    const jump = random.chance(bugs.jump ?? 0) ? random.int(-2, 2) : 0;
    const from = Math.max(0, (positions.get(process) ?? 0) + jump);
    const to = Math.min(entries.length, from + random.int(0, 3));
    positions.set(process, Math.max(from, to));
    const range = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const pairs = range.flatMap((at) => (entries[at] === null ? [] : [[at, entries[at]] as const]));
    return random.chance(bugs.jump ?? 0) ? pairs.reverse() : pairs;
  },
});

test("agrees with comparing all pairs", async () => {
  const bugs = { lose: 0.05, twice: 0.03, jump: 0.05 };
  const histories = historiesOf(memoryLog(bugs), 500, { ops: 20 });
  const checker = logOrder({ minObservations: 0 });
  const { wrong, invalid, valid } = await disagreements(checker, histories, logOracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right log passes, broken ones are caught", async () => {
  const shape = { ops: 200, unknown: 0, failures: 0 };
  expect(await kindsOn(logOrder(), oneHistory(memoryLog({}), shape))).toBe("valid");
  expect(await kindsOn(logOrder(), oneHistory(memoryLog({ lose: 0.2 }), shape))).toContain(
    "lost-write",
  );
  expect(await kindsOn(logOrder(), oneHistory(memoryLog({ twice: 0.3 }), shape))).toContain(
    "duplicate-message",
  );
});
