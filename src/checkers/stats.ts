// The `stats` checker: how many operations succeeded, failed and stayed unknown, by function. Judges nothing but that
// each function succeeded at least once.
import type { History } from "../core/history.ts";
import type { Verdict } from "../core/verdict.ts";
import type { Checker } from "./checker.ts";
import { vacuous } from "./vacuous.ts";

const NAME = "stats";

interface Counts {
  ok: number;
  fail: number;
  info: number;
}

export interface StatsOptions {
  /** What it means that a function never succeeded: it was not tested ("unknown", when left out), or that is a failure. */
  readonly neverOk?: "unknown" | "invalid";
}

/** Valid when every function has an `ok`. */
export const stats = (options: StatsOptions = {}): Checker => ({
  name: NAME,
  check: (history) => Promise.resolve(vacuous(NAME, history) ?? judge(history, options)),
});

function judge(history: History, { neverOk = "unknown" }: StatsOptions): Verdict {
  const all: Counts = { ok: 0, fail: 0, info: 0 };
  const byFunction = new Map<string, Counts>();
  for (const { f, outcome } of history.operations()) {
    const counts = byFunction.get(f) ?? { ok: 0, fail: 0, info: 0 };
    byFunction.set(f, counts);
    counts[outcome.type]++;
    all[outcome.type]++;
  }
  const common = {
    checker: NAME,
    stats: { operations: all.ok + all.fail + all.info, ...all },
    details: {
      byFunction: Object.fromEntries([...byFunction].map(([f, counts]) => [f, { ...counts }])),
    },
  };
  const never = [...byFunction].filter(([, { ok }]) => ok === 0).map(([f]) => f);
  if (never.length === 0) return { ...common, valid: true };
  const nothing = `no ${never.join(" and no ")} ever succeeded`;
  if (neverOk === "invalid") {
    const witness = {
      kind: "counts",
      counts: Object.fromEntries(never.map((f) => [f, 0])),
    } as const;
    const anomaly = { kind: "never-ok", summary: nothing, ops: [], witness };
    return { ...common, valid: false, anomalies: [anomaly] };
  }
  return {
    ...common,
    valid: "unknown",
    reason: "too-few-ops",
    detail: `${nothing}, so nothing is known about ${never.length === 1 ? "it" : "them"}`,
  };
}
