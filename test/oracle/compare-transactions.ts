// One comparison of the transactional checkers with the oracle: what is found must be there, and lists hide nothing.
import { transactional } from "../../src/checkers/transactional/transactional.ts";
import type { Random } from "../../src/core/random.ts";
import { checkContext } from "../checkers/check-context.ts";
import { randomTransactions } from "./random-transactions.ts";
import { isSerializable } from "./serializable.ts";

export interface TransactionComparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  readonly serializable: boolean;
  readonly strict: boolean;
}

const ASSUMED = { wfrKeys: true, sequentialKeys: true, linearizableKeys: true };

export async function compareTransactions(
  datatype: "list" | "register",
  random: Random,
  maxTxns: number,
): Promise<TransactionComparison> {
  const history = randomTransactions(random, datatype, maxTxns);
  const operations = history.operations();
  const [serializable, strict] = [
    isSerializable(operations, false),
    isSerializable(operations, true),
  ];
  const problems: string[] = [];
  const check = async (model: string, options: object, expected: boolean): Promise<void> => {
    const checker = transactional(datatype, { consistencyModels: [model], ...options });
    const verdict = await checker.check(history, checkContext());
    const complete = datatype === "list" && verdict.valid !== "unknown";
    if (verdict.valid === false ? expected : complete && !expected)
      problems.push(`${model} ${JSON.stringify(options)}: ${JSON.stringify(verdict)}`);
  };
  await check("serializable", {}, serializable);
  await check("strict-serializable", {}, strict);
  if (datatype === "register") {
    await check("serializable", { wfrKeys: true }, serializable);
    await check("strict-serializable", ASSUMED, strict);
    await check("strict-serializable", { linearizableKeys: true }, strict);
  }
  const lines = [...history].map(
    (event) =>
      `${String(event.index)} ${String(event.process)} ${event.type} ${JSON.stringify(event.value)}`,
  );
  return {
    problem: problems.length === 0 ? null : [...problems, ...lines].join("\n"),
    serializable,
    strict,
  };
}
