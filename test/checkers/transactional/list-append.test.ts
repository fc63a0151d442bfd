// Hand-made histories of lists, one for each anomaly, with the name and the explanation it must get.
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import type { Anomaly, Verdict } from "../../../src/core/verdict.ts";
import { transactional } from "../../../src/checkers/transactional/transactional.ts";
import { checkContext } from "../check-context.ts";
import {
  atOnce,
  done,
  failed,
  invoke,
  ok,
  type TxnEvent,
  txnHistory,
  unknown,
} from "./txn-history.ts";

type Events = readonly (TxnEvent | readonly TxnEvent[])[];

const check = (events: Events, options: Readonly<Record<string, Json>> = {}): Promise<Verdict> =>
  transactional("list", options).check(txnHistory("list", ...events), checkContext());

const serializable = { consistencyModels: ["serializable"] };
const sessions = { consistencyModels: ["strong-session-serializable"] };

async function found(
  kind: string,
  events: Events,
  options: Readonly<Record<string, Json>> = {},
): Promise<Anomaly> {
  const verdict = await check(events, options);
  const anomalies = verdict.valid === false ? verdict.anomalies : [];
  expect(anomalies.map((anomaly) => anomaly.kind)).toContain(kind);
  return anomalies.find((anomaly) => anomaly.kind === kind) as Anomaly;
}

const reasons = ({ witness }: Anomaly): readonly string[] =>
  witness.kind === "cycle" ? witness.edges.map(({ type, because }) => `${type}: ${because}`) : [];

const G0 = atOnce(["a x 1", "a y 1"], ["a x 2", "a y 2"], ["r x 1,2", "r y 2,1"]);
const G1C = atOnce(["a x 1", "r y 1"], ["a y 1", "r x 1"]);
const G_SINGLE = atOnce(["a x 1", "a y 1"], ["r x 1", "r y"]);
const G_NONADJACENT = atOnce(["a x 1"], ["r x 1", "r y"], ["a y 1"], ["r y 1", "r x"]);
const G2 = atOnce(["r x", "a y 1"], ["r y", "a x 1"], ["r x 1", "r y 1"]);

test("a good history is valid", async () => {
  const verdict = await check([ok(0, "a x 1"), ok(1, "r x 1", "a x 2"), ok(0, "r x 1,2")]);
  expect(verdict).toMatchObject({ valid: true, details: { not: [], alsoNot: [] } });
});

test("a history without a dependency proves nothing", async () => {
  expect(await check([ok(0, "a x 1")])).toMatchObject({ valid: "unknown", reason: "no-evidence" });
});

test("G0: two orders of the same two writers", async () => {
  const anomaly = await found("G0", [G0]);
  expect(reasons(anomaly)).toEqual([
    "ww: T0 appended 1 to x just before T1's 2, seen in T2's read of x, [1 2]",
    "ww: T1 appended 2 to y just before T0's 1, seen in T2's read of y, [2 1]",
  ]);
  expect(anomaly.summary).toBe("G0: T0 ww→ T1 ww→ T0");
});

test("G1c: two transactions see each other", async () => {
  expect(reasons(await found("G1c", [G1C]))).toEqual([
    "wr: T1's read of x, [1], ends with 1, which T0 appended",
    "wr: T0's read of y, [1], ends with 1, which T1 appended",
  ]);
});

test("G-single-item: a read that sees half of a transaction", async () => {
  expect(reasons(await found("G-single-item", [G_SINGLE]))).toEqual([
    "rw: T1 read y as nil, without T0's 1, which no read shows and so came later than all that is shown",
    "wr: T1's read of x, [1], ends with 1, which T0 appended",
  ]);
});

test("G-nonadjacent-item: two readers disagree about the order of two writers", async () => {
  const anomaly = await found("G-nonadjacent-item", [G_NONADJACENT]);
  expect(
    reasons(anomaly)
      .map((reason) => reason.slice(0, 2))
      .sort(),
  ).toEqual(["rw", "rw", "wr", "wr"]);
});

test("G2-item: two transactions miss each other's append", async () => {
  expect(reasons(await found("G2-item", [G2]))).toEqual([
    "rw: T0 read x as nil, without T1's 1, the next append, seen in T2's read of x, [1]",
    "rw: T1 read y as nil, without T0's 1, the next append, seen in T2's read of y, [1]",
  ]);
});

const STALE = [ok(0, "a x 1"), ok(0, "r x"), ok(1, "r x 1")] as const;

test("G-single-item-realtime: a stale read", async () => {
  const anomaly = await found("G-single-item-realtime", STALE);
  expect(reasons(anomaly)).toEqual([
    "rw: T2 read x as nil, without T0's 1, the next append, seen in T4's read of x, [1]",
    "realtime: T0 was completed (event 1) before T2 was invoked (event 2)",
  ]);
});

test("G-single-item-process: a process that forgets its append", async () => {
  expect(reasons(await found("G-single-item-process", STALE, sessions))).toContain(
    "process: process 0 was done with T0 before it ran T2",
  );
  expect(await check(STALE, serializable)).toMatchObject({ valid: true });
});

const LATE_FIRST = [ok(0, "a x 2"), ok(0, "a x 1"), invoke(0, "r x 1,2"), done(0, "r x 1,2")];

test("G0-realtime and G0-process: appends in the wrong order", async () => {
  await found("G0-realtime", LATE_FIRST);
  await found("G0-process", LATE_FIRST, sessions);
});

const EARLY_READ = [ok(0, "r x 1", "a y 1"), ok(1, "r y 1"), ok(1, "a x 1")];

test("G1c-realtime and G1c-process: a read of what is appended later", async () => {
  await found("G1c-realtime", EARLY_READ);
  await found("G1c-process", EARLY_READ, sessions);
});

const SKEW = [
  ok(0, "r x", "a y 1"),
  ok(0, "a z 1"),
  ok(1, "r z", "r y", "a x 1"),
  ok(2, "r x 1", "r y 1", "r z 1"),
];

const types = (anomaly: Anomaly): readonly string[] =>
  reasons(anomaly)
    .map((reason) => reason.split(":")[0] as string)
    .sort();

/** Two readers disagree about the order of two writers, one of them because it came after a writer. */
const forked = (reader: number): Events => [
  invoke(0, "a x 1"),
  invoke(1, "r x 1", "r y"),
  ok(2, "a y 1"),
  ok(reader, "r x"),
  done(0, "a x 1"),
  done(1, "r x 1", "r y"),
  ok(4, "r x 1", "r y 1"),
];

test("G-nonadjacent-item-process and -realtime: readers disagree, by the order of time", async () => {
  const process = await found("G-nonadjacent-item-process", forked(2), sessions);
  expect(types(process)).toEqual(["process", "rw", "rw", "wr"]);
  expect(types(await found("G-nonadjacent-item-realtime", forked(3)))).toEqual([
    "realtime",
    "rw",
    "rw",
    "wr",
  ]);
  expect(await check(forked(3), sessions)).toMatchObject({ valid: true });
  expect(await check(forked(2), serializable)).toMatchObject({ valid: true });
});

/** A transaction missed an append and was missed by a read after that append. */
const missed = (reader: number): Events => [
  invoke(1, "r x", "a z 1"),
  ok(0, "a x 1"),
  ok(reader, "r z"),
  done(1, "r x", "a z 1"),
  ok(4, "r x 1", "r z 1"),
];

test("G2-item-process and -realtime: two rw edges in a row, closed by the order of time", async () => {
  const process = await found("G2-item-process", missed(0), sessions);
  expect(types(process)).toEqual(["process", "rw", "rw"]);
  expect(types(await found("G2-item-realtime", missed(3)))).toEqual(["realtime", "rw", "rw"]);
  expect(await check(missed(3), sessions)).toMatchObject({ valid: true });
  expect(await check(missed(0), serializable)).toMatchObject({ valid: true });
});

test("G2-item-realtime: write skew with a transaction between", async () => {
  const verdict = await check(SKEW, { anomalies: ["G2-item-realtime"] });
  expect(verdict.valid).toBe(false);
});

test("G1a: a read of a failed append", async () => {
  const anomaly = await found("G1a", [failed(0, "a x 1"), ok(1, "r x 1")]);
  expect(anomaly.summary).toBe("G1a: T2's read of x, [1], shows 1 of T0, which failed");
});

test("G1b: a read of an unfinished transaction", async () => {
  const anomaly = await found("G1b", [atOnce(["a x 1", "a x 2"], ["r x 1"], ["r x 1,2"])]);
  expect(anomaly.summary).toBe(
    "G1b: T1's read of x, [1], ends with 1, which was not T0's last append to x",
  );
});

test("dirty-update: a committed append on top of a failed one", async () => {
  const anomaly = await found("dirty-update", [
    failed(0, "a x 1"),
    ok(1, "a x 2"),
    ok(1, "r x 1,2"),
  ]);
  expect(anomaly.summary).toBe(
    "dirty-update: T2 appended 2 to x on top of 1 of T0, which failed: [1 2]",
  );
});

test("duplicate-elements: an append that took effect twice", async () => {
  await found("duplicate-elements", [ok(0, "a x 1"), ok(0, "r x 1,1")]);
});

test("incompatible-order: two reads of which neither is the other's prefix", async () => {
  const anomaly = await found("incompatible-order", [
    atOnce(["a x 1"], ["a x 2"], ["r x 1"], ["r x 2"], ["r x 2,1"]),
  ]);
  expect(anomaly.summary).toBe(
    "incompatible-order: T2's read of x, [1], and T4's read of x, [2 1], are not of one order of appends",
  );
});

test("garbage-read: an element that nobody appended", async () => {
  const anomaly = await found("garbage-read", [ok(0, "a x 1"), ok(1, "r x 1,7")]);
  expect(anomaly.summary).toBe(
    "garbage-read: T2's read of x, [1 7], shows 7, which nobody appended",
  );
});

test("internal: a transaction that does not see its own append", async () => {
  await found("internal", [ok(0, "a x 1", "r x")]);
  await found("internal", [atOnce(["a x 1"], ["r x", "r x 1"])]);
});

test("future-read: a transaction that sees what it appends later", async () => {
  await found("future-read", [ok(0, "r x 1", "a x 1")]);
});

test("lost-update: two appends to the same version", async () => {
  const anomaly = await found("lost-update", [
    ok(0, "a x 1"),
    atOnce(["r x 1", "a x 2"], ["r x 1", "a x 3"]),
  ]);
  expect(anomaly.summary).toBe("lost-update: T2 and T3 both read x at 1 and then wrote it");
});

test("an unknown append that a read shows took effect; one that none shows may not have", async () => {
  await found("G-single-item-realtime", [unknown(7, "a x 1"), ok(1, "r x 1"), ok(1, "r x")]);
  expect(await check([unknown(7, "a x 1"), ok(1, "a y 1"), ok(1, "r x", "r y 1")])).toMatchObject({
    valid: true,
  });
});

test("says which models are broken, the weakest first", async () => {
  expect(await check([G2], serializable)).toMatchObject({
    details: {
      not: ["repeatable-read"],
      alsoNot: ["serializable", "strong-serializable", "strong-session-serializable"],
    },
  });
  expect(await check([G2], { consistencyModels: ["snapshot-isolation"] })).toMatchObject({
    valid: true,
  });
  expect(await check([G2], { anomalies: ["G0"] })).toMatchObject({ valid: true });
});

test.each([
  ["an unknown micro-operation", ["cas", "x", 1], "is no micro-operation that this checker knows"],
  ["a read of no list", ["r", "x", 5], "reads no list"],
  ["a value that is no micro-operation", 7, "is no micro-operation that this checker knows"],
])("refuses %s and names its event", async (_what, micro, complaint) => {
  const verdict = await check([invoke(0, "r x"), { process: 0, type: "ok", micros: [micro] }]);
  expect(verdict).toMatchObject({
    valid: "unknown",
    reason: "malformed",
    detail: `event 1 is no transaction that can be checked: ${JSON.stringify(micro)} ${complaint}`,
  });
});

test("refuses a second append of an element and a second completion", async () => {
  expect(await check([ok(0, "a x 1"), ok(1, "a x 1")])).toMatchObject({
    reason: "malformed",
    detail: "event 2 is no transaction that can be checked: 1 is appended to x a second time",
  });
  expect(await check([ok(0, "a x 1"), done(0, "a x 1")])).toMatchObject({ reason: "malformed" });
});
