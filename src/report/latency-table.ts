// Exact quantiles of latency by operation and outcome. An `info` has no latency: nobody knows when it ended.
import type { Operation } from "../core/op.ts";
import type { LatencyRow } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";

const NAME_CHARS = 80;

/** Sorted by name, then ok before fail. */
export function latencyTable(operations: readonly Operation[]): readonly LatencyRow[] {
  const groups = new Map<string, { f: string; outcome: "ok" | "fail"; ms: number[] }>();
  for (const op of operations) {
    if (op.end === null || op.outcome.type === "info") continue;
    const id = JSON.stringify([op.f, op.outcome.type]);
    const group = groups.get(id) ?? { f: op.f, outcome: op.outcome.type, ms: [] };
    groups.set(id, group);
    group.ms.push((op.end - op.start) / 1e6);
  }
  return [...groups.values()]
    .sort((a, b) => compare(a.f, b.f) || compare(b.outcome, a.outcome))
    .map(({ f, outcome, ms }) => {
      const sorted = Float64Array.from(ms).sort();
      return {
        f: printable(clipped(f, NAME_CHARS)),
        outcome,
        count: sorted.length,
        p50Ms: quantile(sorted, 0.5),
        p95Ms: quantile(sorted, 0.95),
        p99Ms: quantile(sorted, 0.99),
        maxMs: quantile(sorted, 1),
      };
    });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Nearest rank, in microseconds' precision: the smallest value with at least a share `q` at or below it. */
function quantile(sorted: Float64Array, q: number): number {
  const rank = Math.max(0, Math.ceil(q * sorted.length) - 1);
  return Math.round((sorted[rank] ?? 0) * 1000) / 1000;
}
