// Hand-made histories of registers: what shows without assumptions, and what only with them.
import { expect, test } from "vitest";
import { transactional } from "../../../src/checkers/transactional/transactional.ts";
import type { Json } from "../../../src/core/json.ts";
import type { Verdict } from "../../../src/core/verdict.ts";
import { checkContext } from "../check-context.ts";
import { atOnce, failed, ok, type TxnEvent, txnHistory } from "./txn-history.ts";

type Events = readonly (TxnEvent | readonly TxnEvent[])[];
type Options = Readonly<Record<string, Json>>;

const check = (events: Events, options: Options = {}): Promise<Verdict> =>
  transactional("register", options).check(txnHistory("register", ...events), checkContext());

const kinds = (verdict: Verdict): readonly string[] =>
  verdict.valid === false ? verdict.anomalies.map(({ kind }) => kind) : [];

async function reasons(
  events: Events,
  kind: string,
  options: Options = {},
): Promise<readonly string[]> {
  const verdict = await check(events, options);
  const anomaly =
    verdict.valid === false ? verdict.anomalies.find((a) => a.kind === kind) : undefined;
  return anomaly?.witness.kind === "cycle"
    ? anomaly.witness.edges.map(({ because }) => because)
    : [];
}

test("a good history is valid", async () => {
  expect(await check([ok(0, "w x 1"), ok(1, "r x 1", "w x 2"), ok(0, "r x 2")])).toMatchObject({
    valid: true,
  });
});

test("G1c: two transactions see each other", async () => {
  expect(await reasons([atOnce(["w x 1", "r y 1"], ["w y 1", "r x 1"])], "G1c")).toEqual([
    "T1 read x = 1, which T0 wrote",
    "T0 read y = 1, which T1 wrote",
  ]);
});

test("G-single-item: a read of the initial state beside a write of the same transaction", async () => {
  expect(await reasons([atOnce(["w x 1", "w y 1"], ["r x 1", "r y"])], "G-single-item")).toEqual([
    "T1 read y = nil and T0 wrote 1: the initial state comes before all else",
    "T1 read x = 1, which T0 wrote",
  ]);
});

test("G2-item: write skew from the initial state", async () => {
  expect(kinds(await check([atOnce(["r x", "w y 1"], ["r y", "w x 1"])]))).toEqual(["G2-item"]);
});

const CHAIN = atOnce(["w x 1"], ["r x 1", "w x 2", "w y 2"], ["r x 1", "r y 2"]);

test("writes that follow reads show a stale read in a snapshot", async () => {
  expect(await check([CHAIN])).toMatchObject({ valid: true });
  expect(await reasons([CHAIN], "G-single-item", { wfrKeys: true })).toEqual([
    "T2 read x = 1 and T1 wrote 2: 1 comes before 2 because T1 read the one and wrote the other",
    "T2 read y = 2, which T1 wrote",
  ]);
});

const STALE = [ok(0, "w x 1"), ok(0, "w x 2"), ok(1, "r x 1")];

test("a stale read shows with linearizable keys, and is named by the versions", async () => {
  expect(await check(STALE)).toMatchObject({ valid: true });
  const verdict = await check(STALE, { linearizableKeys: true });
  expect(verdict).toMatchObject({ valid: false, details: { not: ["read-uncommitted"] } });
  expect(verdict.valid === false && verdict.anomalies[0].summary).toBe(
    "cyclic-versions: by real time, 1, 2 of x come before each other (T2, T4, T0, T2)",
  );
});

test("linearizable keys order versions in real time", async () => {
  const skew = [ok(0, "w x 1"), ok(0, "w y 1"), atOnce(["w x 2", "r y 1"], ["w y 2", "r x 1"])];
  expect(await check(skew)).toMatchObject({ valid: true });
  expect(await reasons(skew, "G2-item", { linearizableKeys: true })).toContain(
    "T5 read x = 1 and T4 wrote 2: 1 comes before 2 because T0 was done with the one before T4, which met the other, was invoked",
  );
});

test("sequential keys: a process that goes back", async () => {
  const back = [atOnce(["w x 1"], ["w x 2"]), ok(2, "r x 1"), ok(2, "r x 2"), ok(2, "r x 1")];
  expect(kinds(await check(back, { sequentialKeys: true }))).toContain("cyclic-versions");
  expect(kinds(await check([ok(0, "w x 1"), ok(0, "r x")], { sequentialKeys: true }))).toContain(
    "cyclic-versions",
  );
  expect(await check(back, { consistencyModels: ["serializable"] })).toMatchObject({ valid: true });
});

test.each([
  [
    "G1a",
    [failed(0, "w x 1"), ok(1, "r x 1")],
    "G1a: T2 read x = 1, which T0 wrote, and that failed",
  ],
  [
    "G1b",
    [atOnce(["w x 1", "w x 2"], ["r x 1"])],
    "G1b: T1 read x = 1, which was not T0's last write to it",
  ],
  [
    "internal",
    [ok(0, "w x 1", "r x 2"), ok(1, "w x 2")],
    "internal: T0 read x = 2, after it had written 1 there itself",
  ],
  [
    "future-read",
    [ok(0, "r x 1", "w x 1")],
    "future-read: T0 read x = 1, which it wrote only later",
  ],
  ["garbage-read", [ok(0, "r x 9")], "garbage-read: T0 read x = 9, which nobody wrote"],
  [
    "lost-update",
    [ok(0, "w x 1"), atOnce(["r x 1", "w x 2"], ["r x 1", "w x 3"])],
    "lost-update: T2 and T3 both read x at 1 and then wrote it",
  ],
])("%s", async (kind, events, summary) => {
  const verdict = await check(events);
  const found =
    verdict.valid === false
      ? verdict.anomalies.find((anomaly) => anomaly.kind === kind)
      : undefined;
  expect(found?.summary).toBe(summary);
});

test("a value that two transactions wrote orders nothing", async () => {
  const twice = [atOnce(["w x 1", "r y 1"], ["w x 1", "w y 1"], ["r x 1"])];
  expect(await check(twice)).toMatchObject({ valid: true });
});

test("many readers of the initial state and many writers cost no edge a pair", async () => {
  const crowd = Array.from({ length: 300 }, (_, i) =>
    i % 3 === 0 ? ["r x"] : [`w x ${String(i)}`],
  );
  const verdict = await check([atOnce(...crowd, ["r x", "w x 1000"], ["r x", "w x 1001"])], {
    consistencyModels: ["serializable"],
  });
  expect(verdict.stats.edges).toBeLessThan(1500);
  expect(kinds(verdict)).toEqual(["lost-update", "G2-item"]);
});
