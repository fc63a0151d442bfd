// Verdicts as a test runner's matchers take them: did it pass, and what to say where it did not. Knows no test runner.
import type { Checker } from "../checkers/checker.ts";
import type { Model } from "../checkers/models/model.ts";
import { checkerOf } from "../checkers/registry.ts";
import { parseDuration, toMs } from "../core/duration.ts";
import type { History } from "../core/history.ts";
import type { Json } from "../core/json.ts";
import type { Verdict } from "../core/verdict.ts";
import { verdictLines } from "../report/terminal/verdicts.ts";
import { guarantee, linearizability, lostWrites } from "./guarantees.ts";
import { historyIn, judge } from "./judge.ts";

/** What a matcher answers with; `message` is shown where `pass` is not what was expected. */
export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

interface Matching {
  /** Whether `.not` was asked. */
  readonly isNot: boolean;
}

const WIDTH = 100;

/** There is an order of the operations that respects real time and explains every answer. */
export const toBeLinearizable = (
  { isNot }: Matching,
  subject: unknown,
  model?: string | Model,
): Promise<Matched> => match(subject, isNot, (history) => linearizability(history, model));

/** Nothing that was acknowledged is missing at the end. */
export const toHaveNoLostWrites = ({ isNot }: Matching, subject: unknown): Promise<Matched> =>
  match(subject, isNot, lostWrites);

/** A checker by its name, or a consistency model of transactions. */
export const toSatisfy = (
  { isNot }: Matching,
  subject: unknown,
  name: string,
  options: Readonly<Record<string, Json>> = {},
): Promise<Matched> => match(subject, isNot, (history) => guarantee(history, name, options));

/** After every fault that was healed, an operation succeeds within `duration` ("5s"). */
export async function toRecoverWithin(
  { isNot }: Matching,
  subject: unknown,
  duration: string,
): Promise<Matched> {
  const expectRecoveryMs = toMs(parseDuration(duration));
  if (!historyIn(subject).faults.some(({ end }) => end !== null))
    return undecided(isNot, "no fault was healed, so there was nothing to recover from");
  return match(subject, isNot, () =>
    checkerOf({ checker: "recovery", options: { expectRecoveryMs } }),
  );
}

async function match(
  subject: unknown,
  isNot: boolean,
  checkerFor: (history: History) => Checker,
): Promise<Matched> {
  const history = historyIn(subject);
  const verdict = await judge(subject, checkerFor(history));
  if (verdict.valid === "unknown") return undecided(isNot, textOf(verdict, history));
  const message = (): string =>
    verdict.valid ? `${verdict.checker}: it holds` : textOf(verdict, history);
  return { pass: verdict.valid, message };
}

/** What could not be decided is no success, of `.not` neither. */
const undecided = (isNot: boolean, text: string): Matched => ({ pass: isNot, message: () => text });

const textOf = (verdict: Verdict, history: History): string =>
  verdictLines([verdict], history, { color: false, width: WIDTH }).join("\n");
