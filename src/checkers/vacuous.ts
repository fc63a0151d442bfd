// The verdict on a history that holds too little to judge. A vacuous history proves nothing: it is never valid.
import type { History } from "../core/history.ts";
import type { Verdict } from "../core/verdict.ts";

/** `unknown` when the history is empty or malformed, else null: what every checker asks first. */
export function vacuous(checker: string, history: History): Verdict | null {
  const [problem] = history.problems;
  if (problem !== undefined)
    return {
      checker,
      stats: { problems: history.problems.length },
      valid: "unknown",
      reason: "malformed",
      detail: `the history is not well formed: ${problem.message} (event ${String(problem.index)})`,
    };
  if (history.operations().length > 0) return null;
  return {
    checker,
    stats: { operations: 0 },
    valid: "unknown",
    reason: "too-few-ops",
    detail: "the history holds no client operation, so it proves nothing",
  };
}
