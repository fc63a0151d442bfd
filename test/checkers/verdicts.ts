// Shorthand for what tests ask of verdicts.
import type { Checker } from "../../src/checkers/checker.ts";
import type { History } from "../../src/core/history.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import {
  type SimulatedSystem,
  simulate,
  type SimulationShape,
} from "../oracle/simulated-system.ts";
import { checkContext } from "./check-context.ts";

/** The verdict, once it is made sure that every anomaly says something and points at calls of the history. */
export async function verdictOn(checker: Checker, history: History): Promise<Verdict> {
  const verdict = await checker.check(history, checkContext());
  if (verdict.valid !== false) return verdict;
  const calls = new Set<number>(history.operations().map(({ index }) => index));
  for (const { kind, summary, ops } of verdict.anomalies) {
    if (ops.length === 0) throw new Error(`${kind} names no operation`);
    if (!ops.every((op) => calls.has(op))) throw new Error(`${kind} names what is no call`);
    if (/undefined|null|NaN|event -1/.test(summary)) throw new Error(`${kind}: ${summary}`);
  }
  return verdict;
}

/** Kinds of the anomalies found, sorted; the word of the verdict where there are none. */
export async function kindsOn(checker: Checker, history: History): Promise<string> {
  const verdict = await verdictOn(checker, history);
  if (verdict.valid !== false)
    return verdict.valid === true ? "valid" : `unknown: ${verdict.reason}`;
  return verdict.anomalies
    .map(({ kind }) => kind)
    .sort()
    .join(" ");
}

/** Many random histories of one system. */
export function* historiesOf<S>(
  system: SimulatedSystem<S>,
  count: number,
  shape: SimulationShape,
): Iterable<History> {
  const random = randomOf(seed(7)).fork("histories");
  for (let i = 0; i < count; i++) yield simulate(system, random.at(i), shape);
}

/** One of them. */
export const oneHistory = <S>(system: SimulatedSystem<S>, shape: SimulationShape): History =>
  simulate(system, randomOf(seed(7)), shape);

/** Compares a checker with an oracle on many histories; gives how many the oracle finds wrong, so that tests see both sides. */
export async function disagreements(
  checker: Checker,
  histories: Iterable<History>,
  oracle: (history: History) => string,
): Promise<{
  readonly wrong: readonly string[];
  readonly invalid: number;
  readonly valid: number;
}> {
  const wrong: string[] = [];
  const seen = { invalid: 0, valid: 0 };
  for (const history of histories) {
    const expected = oracle(history);
    if (expected === "valid") seen.valid++;
    else if (!expected.startsWith("unknown")) seen.invalid++;
    const got = await kindsOn(checker, history);
    if (got === expected) continue;
    const events = [...history].map((event) => JSON.stringify(event)).join("\n");
    wrong.push(`${got}, the oracle ${expected}\n${events}`);
  }
  return { wrong: wrong.slice(0, 2), ...seen };
}
