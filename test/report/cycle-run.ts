// A run with a cycle of two transactions, and the verdict that names it.
import { opIndex } from "../../src/core/ids.ts";
import type { Anomaly, Verdict } from "../../src/core/verdict.ts";
import { event, STATS, storedRun } from "./fixtures.ts";

export const T0 = opIndex(0);
export const T2 = opIndex(2);

/** Write skew: each transaction misses what the other writes. Indices 0 and 2. */
const events = (key: string) => {
  const first = (seen: unknown) => [
    ["r", key, seen],
    ["append", "y", 1],
  ];
  const second = (seen: unknown) => [
    ["r", "y", seen],
    ["append", key, 2],
  ];
  return [
    event(1, 0, "invoke", "txn", first(null)),
    event(3, 0, "ok", "txn", first([])),
    event(2, 1, "invoke", "txn", second(null)),
    event(4, 1, "ok", "txn", second([])),
  ];
};

export const cycle = (because = "T0 read x as [], without T2's 2"): Anomaly => ({
  kind: "G2-item",
  summary: "G2-item: T0 rw→ T2 rw→ T0",
  ops: [T0, T2],
  witness: {
    kind: "cycle",
    edges: [
      { from: T0, to: T2, type: "rw", because },
      { from: T2, to: T0, type: "rw", because: "T2 read y as [], without T0's 1" },
    ],
  },
});

export const verdictOf = (first: Anomaly, ...others: readonly Anomaly[]): Verdict => ({
  checker: "list-append",
  valid: false,
  stats: {},
  anomalies: [first, ...others],
});

export const cycleRun = (anomaly: Anomaly, key = "x") =>
  storedRun({ events: events(key), verdicts: [verdictOf(anomaly), STATS] });
