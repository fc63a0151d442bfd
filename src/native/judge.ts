// Judges what a test holds in its hands: a recording, a history or a run. Knows no matcher.
import { checkAll } from "../checkers/check-all.ts";
import type { CheckContext, Checker } from "../checkers/checker.ts";
import { elementAt } from "../core/assert.ts";
import { HarnessError } from "../core/errors.ts";
import { History } from "../core/history.ts";
import { seed } from "../core/ids.ts";
import { randomOf } from "../core/random.ts";
import type { Verdict } from "../core/verdict.ts";

const CHECK_TIME_MS = 60_000;
const CHECK_MEMORY_BYTES = 2 * 1024 ** 3;

/** The context of a history without a run around it. */
const NO_RUN: CheckContext = {
  signal: new AbortController().signal,
  random: randomOf(seed(0)),
  memoryLimitBytes: CHECK_MEMORY_BYTES,
  timeLimitMs: CHECK_TIME_MS,
  logs: [],
  loadWindow: null,
};

/** Of a history itself, or what has one: a run, a recording. Throws `usage` for anything else. */
export function historyIn(subject: unknown): History {
  if (subject instanceof History) return subject as History;
  const { history } = (subject ?? {}) as { readonly history?: unknown };
  const found: unknown = typeof history === "function" ? history.call(subject) : history;
  if (found instanceof History) return found as History;
  throw new HarnessError("usage", "there is no history to judge in what `expect` was given", {
    hint: "Give it what `recordHistory` or `runScenario` answered with, or a history.",
  });
}

/** The checker's verdict, in the context of a run where there is one; a checker that crashes is `unknown`. */
export async function judge(subject: unknown, checker: Checker): Promise<Verdict> {
  const history = historyIn(subject);
  const { context = NO_RUN } = subject as { readonly context?: CheckContext };
  return elementAt(await checkAll([checker], history, context), 0);
}
