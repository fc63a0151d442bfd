// Options of workloads that are counts.
import { HarnessError } from "../core/errors.ts";

/** Throws `usage` for the first that is no whole number from 1. */
export function requireCounts(workload: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new HarnessError("usage", `${workload}: ${name} is ${String(count)}, not a count from 1`);
  }
}
