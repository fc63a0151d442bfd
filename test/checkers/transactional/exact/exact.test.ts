// Hand-made histories of registers that inference alone cannot judge, what exact mode says of them, and how it gives up.
import { expect, test } from "vitest";
import { transactional } from "../../../../src/checkers/transactional/transactional.ts";
import type { CheckContext } from "../../../../src/checkers/checker.ts";
import type { Json } from "../../../../src/core/json.ts";
import type { Verdict } from "../../../../src/core/verdict.ts";
import { checkContext } from "../../check-context.ts";
import { atOnce, invoke, ok, type TxnEvent, txnHistory, unknown } from "../txn-history.ts";

type Events = readonly (TxnEvent | readonly TxnEvent[])[];

const check = (
  events: Events,
  model: string,
  options: Readonly<Record<string, Json>> = { exact: true },
  context: Partial<CheckContext> = {},
): Promise<Verdict> =>
  transactional("register", { consistencyModels: [model], ...options }).check(
    txnHistory("register", ...events),
    checkContext(context),
  );

const STALE = [ok(0, "w x 1"), ok(1, "w x 2"), ok(2, "r x 1")];

test("a stale read is found without assumptions, and explained", async () => {
  expect(await check(STALE, "strict-serializable", {})).toMatchObject({ valid: true });
  expect(await check(STALE, "strict-serializable")).toMatchObject({
    valid: false,
    details: { not: ["strong-serializable"] },
    anomalies: [
      {
        kind: "PL-SS-cycle-exists",
        witness: {
          kind: "cycle",
          edges: [
            { from: 2, to: 4, type: "realtime" },
            {
              from: 4,
              to: 2,
              type: "rw",
              because:
                "T4 read x = 1 of T0, which was completed (event 1) before T2 wrote 2 (event 2)",
            },
          ],
        },
      },
    ],
  });
  expect(await check(STALE, "serializable")).toMatchObject({ valid: true });
});

/** Two readers that saw two writes in opposite orders, each in the middle of its own. */
const FORK = atOnce(["w x 1"], ["w y 1"], ["r x 1", "r y"], ["r y 1", "r x"]);

const OPPOSITE = atOnce(["w x 1", "w y 1"], ["w x 2", "w y 2"], ["r x 1", "r y 2"]);

test("either order of two writers contradicts a reader", async () => {
  expect(await check([OPPOSITE], "serializable", {})).toMatchObject({ valid: true });
  const verdict = await check([OPPOSITE], "serializable");
  expect(verdict).toMatchObject({ valid: false, details: { not: ["serializable"] } });
  if (verdict.valid !== false) return;
  const [{ witness }] = verdict.anomalies;
  expect(witness.kind === "cycle" ? witness.edges.map(({ because }) => because) : []).toEqual([
    "T1 wrote x = 2 before T0 wrote 1; the other way round there would be T2 rw→ T1 wr→ T2 (T2 read y = 2, which T1 wrote)",
    "T0 wrote y = 1 before T1 wrote 2; the other way round there would be T2 rw→ T0 wr→ T2 (T2 read x = 1, which T0 wrote)",
  ]);
});

const SKEW = atOnce(["r x 1", "r y 1", "w x 2"], ["r x 1", "r y 1", "w y 2"]);

test("snapshot isolation allows write skew, serializability does not", async () => {
  const events = [ok(2, "w x 1", "w y 1"), SKEW, ok(2, "r x 2", "r y 2")];
  expect(await check(events, "snapshot-isolation")).toMatchObject({ valid: true });
  expect(await check(events, "serializable")).toMatchObject({ valid: false });
  expect(await check([FORK], "snapshot-isolation")).toMatchObject({ valid: false });
});

test("snapshot isolation lets the first writer of a key win, even if nobody reads it", async () => {
  const events = [ok(2, "w x 1"), atOnce(["r x 1", "w x 2"], ["r x 1", "w x 3"])];
  expect(await check(events, "snapshot-isolation")).toMatchObject({ valid: false });
});

test("an unknown transaction committed where somebody read it, and else need not have", async () => {
  const seen = [unknown(0, "w x 1", "w y 1"), ok(1, "r x 1"), ok(1, "r y")];
  expect(await check(seen, "strict-serializable")).toMatchObject({ valid: false });
  const unseen = [unknown(0, "w x 1", "w y 1"), ok(1, "r x"), ok(1, "r y")];
  expect(await check(unseen, "strict-serializable")).toMatchObject({ valid: true });
});

test("a value that two transactions wrote may be either's", async () => {
  const twice = [ok(0, "w x 1"), ok(0, "w x 2")];
  const again = [...twice, ok(1, "w x 1"), ok(2, "r x 1")];
  expect(await check(again, "strict-serializable")).toMatchObject({ valid: true });
  const late = [...twice, ok(2, "r x 1"), ok(1, "w x 1")];
  expect(await check(late, "strict-serializable")).toMatchObject({
    valid: false,
    anomalies: [{ witness: { kind: "sub-history", minimal: true, ops: [0, 2, 4, 6] } }],
  });
});

test("a history in which nothing depends on anything is valid, one without answers is not judged", async () => {
  expect(await check([ok(0, "w x 1")], "serializable")).toMatchObject({ valid: true });
  expect(await check([invoke(0, "w x 1")], "serializable")).toMatchObject({
    valid: "unknown",
    reason: "no-evidence",
  });
});

test("gives up within its budgets, and says what would decide", async () => {
  const events = [OPPOSITE];
  const small = await check(events, "serializable", { exact: true }, { memoryLimitBytes: 100 });
  expect(small).toMatchObject({ valid: "unknown", reason: "memory" });
  expect(small.valid === "unknown" && small.detail).toMatch(
    /^serializable was not decided in 0 MB: .* To decide it: a higher memory limit/,
  );
  expect(await check(events, "serializable", { exact: true }, { timeLimitMs: -1 })).toMatchObject({
    valid: "unknown",
    reason: "timeout",
  });
  const signal = AbortSignal.abort();
  expect(await check(events, "serializable", { exact: true }, { signal })).toMatchObject({
    valid: "unknown",
    reason: "interrupted",
  });
});

test("refuses models that it does not decide", () => {
  expect(() =>
    transactional("register", { consistencyModels: ["read-committed"], exact: true }),
  ).toThrow("exact mode does not decide read-committed");
});

test("a transaction's appends are shown in the order in which it made them", async () => {
  const events = [ok(0, "a x 1", "a x 2"), ok(0, "a x 3"), ok(0, "r x 2,1,3")];
  const history = txnHistory("list", ...events);
  const options = { consistencyModels: ["serializable"], exact: true };
  const verdict = await transactional("list", options).check(history, checkContext());
  expect(verdict.valid === false && verdict.anomalies[0].summary).toBe(
    "PL-3-cycle-exists: T0's appends to x are shown in another order than it made them",
  );
});
