// Runs checkers one after the other on one history: assumptions first, and a verdict from each, whatever happens to it.
import { messageOf } from "../core/errors.ts";
import type { History } from "../core/history.ts";
import type { Verdict } from "../core/verdict.ts";
import { ASSUMPTIONS } from "./assumptions.ts";
import type { CheckContext, Checker } from "./checker.ts";

/** One verdict a checker; those of `assumptions` come first. Never throws: a checker that does is `unknown`, and so is one cut short. */
export async function checkAll(
  checkers: readonly Checker[],
  history: History,
  context: CheckContext,
): Promise<Verdict[]> {
  const first = checkers.filter(({ name }) => name === ASSUMPTIONS);
  const others = checkers.filter(({ name }) => name !== ASSUMPTIONS);
  const verdicts: Verdict[] = [];
  for (const checker of [...first, ...others])
    verdicts.push(await checkOne(checker, history, context));
  return verdicts;
}

async function checkOne(
  checker: Checker,
  history: History,
  context: CheckContext,
): Promise<Verdict> {
  const { signal } = context;
  const isAborted = (): boolean => signal.aborted;
  if (isAborted()) return interrupted(checker);
  try {
    return await checker.check(history, context);
  } catch (error) {
    if (isAborted()) return interrupted(checker);
    return {
      checker: checker.name,
      stats: {},
      valid: "unknown",
      reason: "crashed",
      detail: `the checker crashed: ${messageOf(error)}`,
      details: { stack: error instanceof Error ? (error.stack ?? null) : null },
    };
  }
}

const interrupted = (checker: Checker): Verdict => ({
  checker: checker.name,
  stats: {},
  valid: "unknown",
  reason: "interrupted",
  detail: "interrupted before it had an answer; `faultline check` on the run directory gives one",
});
