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

/** Valid when every function has an `ok`; else `unknown`: what never succeeded was not tested (as in Jepsen). */
export const stats = (): Checker => ({
  name: NAME,
  check: (history) => Promise.resolve(vacuous(NAME, history) ?? judge(history)),
});

function judge(history: History): Verdict {
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
  return {
    ...common,
    valid: "unknown",
    reason: "too-few-ops",
    detail: `no ${never.join(" and no ")} ever succeeded, so nothing is known about ${never.length === 1 ? "it" : "them"}`,
  };
}
