// The watch-order checker: ordered, unique, reliable, atomic, resumable, bookmarkable.
import { expect, test } from "vitest";
import { watchOrder } from "../../../src/checkers/watch-order/watch-order.ts";
import type { SimulatedSystem } from "../../oracle/simulated-system.ts";
import { watchOracle } from "../../oracle/watch-order.ts";
import { historyOf } from "../events.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "../verdicts.ts";

const put = (revision: number, key = "k") => [
  [0, "invoke", "put", revision, { key }] as const,
  [0, "ok", "put", { revision }, { key }] as const,
];
const watch = (start: object | null, answer: unknown, process = 1) => [
  [process, "invoke", "watch", start] as const,
  [process, "ok", "watch", answer] as const,
];
const at = (...revisions: readonly number[]) =>
  revisions.map((revision) => [revision, "k", revision]);
const PUTS = [...put(1), ...put(2), ...put(3)];

test.each([
  [
    "valid",
    "everything in order",
    [...PUTS, ...watch({ from: 1 }, at(1)), ...watch(null, at(2, 3))],
  ],
  ["valid", "a watch from now on", [...PUTS, ...watch({}, at(3))]],
  ["valid", "a watch without a start", [...PUTS, ...watch(null, at(2)), ...watch(null, at(3))]],
  ["unordered-event", "back within an answer", [...PUTS, ...watch({ from: 1 }, at(2, 1, 3))]],
  [
    "duplicate-event",
    "twice",
    [...PUTS, ...watch({ from: 1 }, at(1, 2)), ...watch(null, at(2, 3))],
  ],
  ["missed-event", "a gap", [...PUTS, ...watch({ from: 1 }, at(1)), ...watch(null, at(3))]],
  [
    "resume-gap",
    "a gap after it is resumed",
    [...PUTS, ...watch({ from: 1 }, at(1)), ...watch({ from: 2 }, at(3))],
  ],
  ["event-before-start", "older than asked for", [...PUTS, ...watch({ from: 2 }, at(1, 2))]],
  [
    "valid",
    "a bookmark that holds",
    [...PUTS, ...watch({ from: 1 }, { events: at(1, 2, 3), bookmark: 3 })],
  ],
  [
    "missed-event",
    "a bookmark too far",
    [...PUTS, ...watch({ from: 1 }, at(1)), ...watch(null, { bookmark: 2 })],
  ],
  [
    "event-after-bookmark missed-event",
    "late",
    [...PUTS, ...watch({ from: 1 }, at(1)), ...watch(null, { bookmark: 2 }), ...watch(null, at(2))],
  ],
  [
    "conflicting-event",
    "two contents of one revision",
    [...watch({ from: 1 }, [[1, "k", "a"]]), ...watch({ from: 1 }, [[1, "k", "b"]], 2)],
  ],
  ["unknown: too-few-ops", "no event", [...PUTS, ...watch({ from: 1 }, [])]],
  ["unknown: malformed", "what is no event", watch({ from: 1 }, [["k"]])],
])("%s: %s", async (kinds, _, events) => {
  expect(await kindsOn(watchOrder(), historyOf(events))).toBe(kinds);
});

test("all keys of one revision come in one answer", async () => {
  const txn = [...put(1, "a"), ...put(1, "b"), ...put(2, "a")];
  const [a, b, later] = [
    [1, "a", 1],
    [1, "b", 1],
    [2, "a", 2],
  ];
  const whole = historyOf([...txn, ...watch({ from: 1 }, [a, b, later])]);
  expect(await kindsOn(watchOrder(), whole)).toBe("valid");
  const split = historyOf([...txn, ...watch({ from: 1 }, [a]), ...watch(null, [b, later])]);
  expect(await kindsOn(watchOrder(), split)).toBe("split-revision");
  const half = historyOf([...txn, ...watch({ from: 1 }, [a]), ...watch(null, [later])]);
  expect(await kindsOn(watchOrder(), half)).toBe("missed-event");
});

test("a watch of some keys is not held to show others", async () => {
  const puts = [...put(1, "a/x"), ...put(2, "b"), ...put(3, "a/y"), ...put(4, "a/x")];
  const seen = [
    [1, "a/x", 1],
    [3, "a/y", 3],
    [4, "a/x", 4],
  ];
  const prefixed = historyOf([...puts, ...watch({ from: 1, prefix: "a/" }, seen)]);
  expect(await kindsOn(watchOrder(), prefixed)).toBe("valid");
  const exact = historyOf([...puts, ...watch({ from: 1, key: "a/x" }, [seen[0], seen[2]])]);
  expect(await kindsOn(watchOrder(), exact)).toBe("valid");
  const all = historyOf([...puts, ...watch({ from: 1 }, seen)]);
  expect(await verdictOn(watchOrder(), all)).toMatchObject({
    anomalies: [{ kind: "resume-gap", ops: [2, 8] }],
  });
});

interface Store {
  readonly changes: (readonly [revision: number, key: string, value: number])[];
  readonly positions: Map<number, number>;
}

/** A store whose watches drop, repeat and swap events, or say too much in bookmarks, as often as told. */
const store = (bugs: number): SimulatedSystem<Store> => ({
  start: () => ({ changes: [], positions: new Map() }),
  call: (random, n) =>
    random.chance(0.5)
      ? { f: "put", key: random.pick(["a", "b"]), value: n }
      : { f: "watch", value: random.chance(0.3) || n < 4 ? { from: random.int(1, 3) } : null },
  apply: ({ changes, positions }, { f, key, value }, random, process) => {
    if (f === "put") {
      const last = changes.at(-1)?.[0] ?? 0;
      const shares = changes.at(-1)?.[1] !== key && random.chance(bugs * 2);
      const revision = shares ? Math.max(1, last) : last + 1;
      changes.push([revision, String(key), value as number]);
      return { revision };
    }
    if (value !== null) {
      const { from } = value as { from: number };
      const at = changes.findIndex(([revision]) => revision >= from);
      positions.set(process, at === -1 ? changes.length : at);
    }
    const happens = (): boolean => random.chance(bugs);
    const from = Math.max(0, (positions.get(process) ?? 0) - (happens() ? 1 : 0));
    const to = Math.min(changes.length, from + random.int(0, 3));
    const atEnd = to === changes.length;
    const events = changes.slice(from, to).filter(() => !happens());
    positions.set(process, to);
    if (happens()) events.reverse();
    const last = changes.at(-1)?.[0] ?? 0;
    return { events, bookmark: (atEnd && random.chance(0.3)) || happens() ? last : null };
  },
});

/** Clients that lost their watch must start it anew; only such histories are compared. */
const startsWell = (history: Parameters<typeof watchOracle>[0]): boolean => {
  const started = new Set<number>();
  return history.operations().every(({ f, process, input, outcome }) => {
    if (f !== "watch") return true;
    if (input !== null) started.add(process);
    const fine = started.has(process);
    if (outcome.type !== "ok") started.delete(process);
    return fine;
  });
};

test("agrees with looking for every event in every answer", async () => {
  const histories = [...historiesOf(store(0.04), 1500, { ops: 16, unknown: 0.03, failures: 0.03 })];
  const checker = watchOrder({ minObservations: 0 });
  const usable = histories.filter(startsWell);
  const { wrong, invalid, valid } = await disagreements(checker, usable, watchOracle);
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right store passes, a broken one is caught", async () => {
  const shape = { ops: 300, unknown: 0, failures: 0 };
  expect(await kindsOn(watchOrder(), oneHistory(store(0), shape))).toBe("valid");
  expect(await kindsOn(watchOrder(), oneHistory(store(0.2), shape))).toMatch(/missed-event/);
});
