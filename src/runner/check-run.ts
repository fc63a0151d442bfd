// Judges a run directory: reads the history back from its file, so that checking later gives the same answer.
import type { CheckContext, Checker } from "../checkers/checker.ts";
import { checkAll } from "../checkers/check-all.ts";
import type { Emit } from "../core/events.ts";
import { nanos, seed } from "../core/ids.ts";
import { randomOf } from "../core/random.ts";
import type { Verdict } from "../core/verdict.ts";
import { readRun } from "../store/read-run.ts";
import type { StoredRun } from "../store/stored-run.ts";

/** Once interrupted, a user waits for no long check. */
const INTERRUPTED_CHECK_MS = 20_000;

/** What checking may use. */
export interface CheckLimits {
  /** Per checker. */
  readonly checkTimeMs: number;
  readonly checkMemoryBytes: number;
}

export interface CheckRunOptions {
  readonly directory: { readonly path: string };
  readonly emit: Emit;
  readonly interrupt: AbortSignal;
  readonly limits: CheckLimits;
}

/** One verdict per checker, in their order; each is emitted. */
export async function checkRun(
  checkers: readonly Checker[],
  options: CheckRunOptions,
): Promise<readonly Verdict[]> {
  const run = await readRun(options.directory.path);
  const verdicts = await checkAll(checkers, run.history, checkContext(run, options));
  for (const verdict of verdicts) options.emit({ type: "verdict", verdict });
  return verdicts;
}

/** An interruption before the check shortens it; one during the check ends it. */
export function checkContext(
  run: StoredRun,
  { interrupt, limits }: Pick<CheckRunOptions, "interrupt" | "limits">,
): CheckContext {
  const { load } = run.manifest;
  return {
    signal: interrupt.aborted ? new AbortController().signal : interrupt,
    random: randomOf(seed(run.plan.seed)).fork("check"),
    memoryLimitBytes: limits.checkMemoryBytes,
    timeLimitMs: interrupt.aborted
      ? Math.min(limits.checkTimeMs, INTERRUPTED_CHECK_MS)
      : limits.checkTimeMs,
    logs: run.logs,
    loadWindow: load === null ? null : { start: nanos(load.start), end: nanos(load.end) },
  };
}
