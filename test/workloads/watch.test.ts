// The watch workload starts watches, goes on with them and resumes them, and finds what a watch leaves out, doubles or parts.
import { expect, test } from "vitest";
import type { PutAll, Watched, WatchedEvent, WatchFrom } from "../../src/core/specs/watch.ts";
import { watch } from "../../src/workloads/watch.ts";
import { invocations, judgedRun, type Subject } from "./judged-run.ts";

interface Bugs {
  /** Each so-manieth answer leaves out its first event, or says it twice. */
  readonly skip?: number;
  readonly double?: number;
  /** A watch starts one revision too late. */
  readonly late?: boolean;
  /** Answers end after so many events, wherever that is. */
  readonly most?: number;
}

/** A store with revisions; a process goes on with its watch at a position in the list of all events. */
function store({
  skip = Infinity,
  double = Infinity,
  late = false,
  most = Infinity,
}: Bugs = {}): Subject {
  const events: WatchedEvent[] = [];
  const positions = new Map<number, number>();
  const present = new Set<string>();
  let [revision, answers] = [0, 0];
  const change = (keys: readonly string[], value: number | null): { readonly revision: number } => {
    revision++;
    for (const key of keys) events.push([revision, key, value]);
    for (const key of keys) present[value === null ? "delete" : "add"](key);
    return { revision };
  };
  const from = (first: number): number => {
    const at = events.findIndex((event) => event[0] >= first);
    return at === -1 ? events.length : at;
  };
  return ({ f, key, value }, { process, calm }) => {
    if (f === "put") return change([String(key)], value as number);
    if (f === "put-all") return change((value as PutAll).keys, (value as PutAll).value);
    if (f === "delete") return present.has(String(key)) ? change([String(key)], null) : null;
    const who = calm ? -1 - process : process;
    if (value !== null) positions.set(who, from((value as WatchFrom).from + (late ? 1 : 0)));
    const position = positions.get(who);
    if (position === undefined) throw new Error("a watch that never began goes on");
    const shown = events.slice(position, position + most);
    positions.set(who, position + shown.length);
    answers++;
    if (answers % skip === 0) shown.shift();
    if (answers % double === 0) shown.unshift(...shown.slice(0, 1));
    return { events: shown, bookmark: null } satisfies Watched;
  };
}

const kindsOf = async (bugs: Bugs): Promise<string | undefined> =>
  (await judgedRun(watch(), store(bugs), { ops: 800 })).verdicts["watch-order"];

test("a right store passes", async () => {
  expect(await kindsOf({})).toBe("valid");
});

test.each([
  ["skips", { skip: 9 }, /missed-event/],
  ["doubles", { double: 9 }, /duplicate-event/],
  ["resumes too late", { late: true }, /resume-gap/],
  ["parts revisions", { most: 1 }, /split-revision/],
])("a store that %s is caught", async (_name, bugs, kinds) => {
  expect(await kindsOf(bugs)).toMatch(kinds);
});

test("half of the clients watch, and every one of them starts, goes on and resumes", async () => {
  const { events } = await judgedRun(watch(), store(), { ops: 800, concurrency: 6 });
  const load = invocations(events).slice(0, 800);
  const watches = load.filter(({ f }) => f === "watch");
  expect(new Set(watches.map(({ process }) => Number(process) % 6))).toEqual(new Set([0, 1, 2]));
  const starts = watches
    .filter(({ value }) => value !== null)
    .map(({ value }) => (value as WatchFrom).from);
  expect(starts.filter((from) => from === 1).length).toBeGreaterThanOrEqual(3);
  expect(starts.filter((from) => from > 1).length).toBeGreaterThan(5);
  expect(watches.length).toBeGreaterThan(2 * starts.length);
  const writers = load.filter(({ f }) => f !== "watch");
  expect(new Set(writers.map(({ f }) => f))).toEqual(new Set(["put", "put-all", "delete"]));
});

test("at the end every client sees all that happened, from the first revision on", async () => {
  const { events } = await judgedRun(watch(), store({ most: 50 }), { ops: 400, concurrency: 4 });
  const final = events.filter(({ process }) => Number(process) >= 1_000_000);
  const seen = new Map<unknown, number>();
  for (const { process, type, value } of final)
    if (type === "ok")
      seen.set(process, (seen.get(process) ?? 0) + (value as Watched).events.length);
  expect(seen.size).toBe(4);
  expect(new Set(seen.values()).size).toBe(1);
  expect(Math.min(...seen.values())).toBeGreaterThan(100);
});

test("no value is written twice", async () => {
  const { events } = await judgedRun(watch({ keys: 2 }), store(), { ops: 400 });
  const values = invocations(events).flatMap(({ f, value }) =>
    f === "put" ? [value] : f === "put-all" ? [(value as PutAll).value] : [],
  );
  expect(new Set(values).size).toBe(values.length);
});

test("options that make no sense are refused", () => {
  expect(() => watch({ keys: 0 })).toThrow(/^watch: keys/);
  expect(() => watch({ watchers: 0 })).toThrow(/^watch: watchers/);
  expect(() => watch({ mix: { delete: 0 } })).toThrow(/^watch: the mix/);
});
