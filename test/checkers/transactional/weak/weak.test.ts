// Weak levels of registers: hand-made histories, and brute force; test/oracle/fuzz-weak.ts runs more.
import { expect, test } from "vitest";
import { transactional } from "../../../../src/checkers/transactional/transactional.ts";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import type { Verdict } from "../../../../src/core/verdict.ts";
import { compareWeak, WEAK_MODELS } from "../../../oracle/compare-weak.ts";
import { checkContext } from "../../check-context.ts";
import { atOnce, ok, type TxnEvent, txnHistory, unknown } from "../txn-history.ts";

type Events = readonly (TxnEvent | readonly TxnEvent[])[];

const check = (model: string, events: Events, memoryLimitBytes = 1 << 28): Promise<Verdict> =>
  transactional("register", { consistencyModels: [model] }).check(
    txnHistory("register", ...events),
    checkContext({ memoryLimitBytes }),
  );

const reasons = (verdict: Verdict): readonly string[] =>
  verdict.valid === false && verdict.anomalies[0].witness.kind === "cycle"
    ? verdict.anomalies[0].witness.edges.map(({ type, because }) => `${type}: ${because}`)
    : [];

/** Half of one transaction and half of the one that it had read from. */
const FRACTURED = [
  ok(0, "w x 1", "w y 1"),
  ok(1, "r x 1", "w x 2", "w y 2"),
  ok(2, "r x 2", "r y 1"),
];

test("read atomic: a transaction comes whole", async () => {
  const verdict = await check("read-atomic", FRACTURED);
  expect(verdict).toMatchObject({ valid: false, details: { not: ["read-atomic"] } });
  expect(reasons(verdict)).toEqual([
    "wr: T2 read x = 1, which T0 wrote",
    "ww: T4 read y = 1 of T0 though it knew of T2, which wrote y, too: so T2's write came first",
  ]);
  expect(await check("read-committed", FRACTURED)).toMatchObject({ valid: true });
});

test("read atomic: the initial state comes before what was seen", async () => {
  const half = [atOnce(["w x 1", "w y 1"], ["r x 1", "r y"])];
  const verdict = await check("read-atomic", half);
  expect(verdict.valid === false && verdict.anomalies[0].summary).toBe(
    "fractured-read: T1 read the initial state of y, and saw a write of T0, which wrote it",
  );
});

/** T2 knew of T1's x through y, and did not see it. */
const FORGETFUL = [atOnce(["w x 1"], ["r x 1", "w x 2"], ["r x 2", "w y 1"], ["r y 1", "r x 1"])];

test("causal: what a transaction knew of comes before it", async () => {
  expect(await check("read-atomic", FORGETFUL)).toMatchObject({ valid: true });
  const verdict = await check("causal-cerone", FORGETFUL);
  expect(verdict).toMatchObject({ valid: false, details: { not: ["causal-cerone"] } });
  expect(await check("causal", FORGETFUL)).toMatchObject({ valid: false });
});

/** One process reads backwards. */
const BACKWARDS = [ok(0, "w x 1"), ok(1, "r x 1", "w x 2"), ok(2, "r x 2"), ok(2, "r x 1")];

test("causal: a process knows what it saw before", async () => {
  expect(await check("causal-cerone", BACKWARDS)).toMatchObject({ valid: true });
  const verdict = await check("causal", BACKWARDS);
  expect(verdict).toMatchObject({ valid: false, details: { not: ["causal"] } });
  expect(reasons(verdict)).toHaveLength(2);
});

test("an unknown transaction that was read took effect, whenever that was", async () => {
  const late = [unknown(7, "w x 1"), ok(1, "r x 1", "w y 1"), ok(2, "r y 1", "r x")];
  expect(await check("causal", late)).toMatchObject({ valid: false });
  expect(
    await check("causal", [unknown(7, "w x 1"), ok(1, "w y 1"), ok(2, "r y 1", "r x")]),
  ).toMatchObject({ valid: true });
});

test("what a process did after an unknown transaction does not tell that this took effect before", async () => {
  const later = [unknown(0, "w x 1"), ok(0, "w y 1"), ok(1, "r y 1", "r x"), ok(2, "r x 1")];
  expect(await check("causal", later)).toMatchObject({ valid: true });
});

test("read committed: reads in a circle, be they repeated ones", async () => {
  const circle = [atOnce(["w x 1", "r y", "r y 1"], ["r x 1", "w y 1"])];
  expect(await check("read-committed", circle)).toMatchObject({ valid: false });
});

test("values that are not unique are not decided", async () => {
  const verdict = await check("read-atomic", [ok(0, "w x 1"), ok(1, "w x 1"), ok(2, "r x 1")]);
  expect(verdict).toMatchObject({ valid: "unknown", reason: "unsupported" });
});

test("clocks that do not fit into memory are not made", async () => {
  const apart = Array.from({ length: 2000 }, (_, i) => ok(i, `w x ${String(i + 1)}`));
  const verdict = await check("causal", [...apart, ok(1, "r x 1")], 5 << 20);
  expect(verdict).toMatchObject({ valid: "unknown", reason: "unsupported" });
});

const CASES = 400;

test("agrees with brute force over all orders of writes", async () => {
  const random = randomOf(seed(21)).fork("weak");
  const problems: string[] = [];
  const broken = new Set<string>();
  for (let i = 0; i < CASES; i++) {
    const compared = await compareWeak(random.at(i), 5);
    if (compared.problem !== null) problems.push(compared.problem);
    for (const model of compared.broken) broken.add(model);
  }
  expect(problems).toEqual([]);
  expect([...broken].sort()).toEqual([...WEAK_MODELS].sort());
});
