// How soon the system was back after each fault, out of what the checker `recovery` found. Knows no HTML.
import type { Verdict } from "../core/verdict.ts";

/** Milliseconds from the heal of a fault; null where it was not seen before the load ended. */
export interface RecoveryRow {
  /** The fault window's id. */
  readonly fault: number;
  readonly firstOkMs: number | null;
  readonly steadyMs: number | null;
}

/** One row a heal; none where the run was not judged. */
export function recoveryRows(verdicts: readonly Verdict[]): readonly RecoveryRow[] {
  const heals = verdicts.find(({ checker }) => checker === "recovery")?.details?.heals;
  if (!Array.isArray(heals)) return [];
  return (heals as unknown as readonly RecoveryRow[]).map(({ fault, firstOkMs, steadyMs }) => ({
    fault,
    firstOkMs,
    steadyMs,
  }));
}
