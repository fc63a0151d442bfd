// One comparison of exact mode with the oracles: whatever the history, both say the same.
import { transactional } from "../../src/checkers/transactional/transactional.ts";
import type { History } from "../../src/core/history.ts";
import type { Random } from "../../src/core/random.ts";
import { checkContext } from "../checkers/check-context.ts";
import { randomGuesses } from "./random-guesses.ts";
import { randomTransactions } from "./random-transactions.ts";
import { isSerializable } from "./serializable.ts";
import { isSnapshotIsolated } from "./snapshot-isolated.ts";

/** Where a history comes from: a working system with mistakes, or guesses. */
export type ExactShape = "list" | "register" | "guesses" | "repeats";
export const EXACT_SHAPES: readonly ExactShape[] = ["list", "register", "guesses", "repeats"];

const MODELS: Readonly<Record<string, (history: History) => boolean>> = {
  serializable: (history) => isSerializable(history.operations(), false),
  "strict-serializable": (history) => isSerializable(history.operations(), true),
  "snapshot-isolation": (history) => isSnapshotIsolated(history.operations(), false),
  "strong-snapshot-isolation": (history) => isSnapshotIsolated(history.operations(), true),
};

/** Enough for any small history, on a busy machine too. */
const TIME_LIMIT_MS = 60_000;

export interface ExactComparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  /** Models that do not hold. */
  readonly broken: readonly string[];
}

export async function compareExact(
  shape: ExactShape,
  random: Random,
  maxTxns: number,
): Promise<ExactComparison> {
  const datatype = shape === "list" ? "list" : "register";
  const history =
    shape === "list" || shape === "register"
      ? randomTransactions(random, shape, maxTxns)
      : randomGuesses(random, { maxTxns, repeats: shape === "repeats" });
  const problems: string[] = [];
  const broken: string[] = [];
  for (const [model, holds] of Object.entries(MODELS)) {
    const checker = transactional(datatype, { consistencyModels: [model], exact: true });
    const verdict = await checker.check(history, checkContext({ timeLimitMs: TIME_LIMIT_MS }));
    const expected = holds(history);
    if (!expected) broken.push(model);
    const nothing = verdict.valid === "unknown" && verdict.reason === "no-evidence" && expected;
    if (verdict.valid !== expected && !nothing)
      problems.push(`${model}: ${String(expected)}, not ${JSON.stringify(verdict)}`);
  }
  const lines = [...history].map(
    (event) =>
      `${String(event.index)} ${String(event.process)} ${event.type} ${JSON.stringify(event.value)}`,
  );
  return { problem: problems.length === 0 ? null : [...problems, ...lines].join("\n"), broken };
}
