// How verdicts and failures become the exit code of a run and of a suite. Pure.
import { EXIT, exitCodeOf, HarnessError } from "../core/errors.ts";
import type { StoredError } from "../core/plan.ts";
import { type Expectation, meets, mergeVerdicts, type Verdict } from "../core/verdict.ts";

/** A run's exit code. A finding outweighs an error of the harness, a leak among them. */
export function exitOf(run: {
  readonly expectation: Expectation;
  readonly verdicts: readonly Verdict[];
  readonly error: StoredError | null;
}): number {
  const word = mergeVerdicts(run.verdicts);
  if (run.expectation === "valid" && word === "invalid") return EXIT.anomaly;
  if (run.error !== null) return exitCodeOf(new HarnessError(run.error.code, run.error.message));
  if (meets(run.expectation, run.verdicts)) return EXIT.ok;
  if (word === "unknown") return EXIT.unknown;
  return EXIT.anomaly;
}

/** Worst first. An interruption outweighs everything: the suite did not run whole. */
const PRECEDENCE: readonly number[] = [
  EXIT.sigint,
  EXIT.sigterm,
  EXIT.anomaly,
  EXIT.internal,
  EXIT.infrastructure,
  EXIT.usage,
  EXIT.unknown,
];

/** A suite's exit code: 0 when all its runs are as expected, else the worst of theirs. */
export function suiteExitOf(exits: readonly number[]): number {
  return PRECEDENCE.find((code) => exits.includes(code)) ?? EXIT.ok;
}
