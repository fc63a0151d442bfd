// One comparison of the weak levels of registers with the oracle: on unique values, checker and oracle say the same.
import { transactional } from "../../src/checkers/transactional/transactional.ts";
import { type History, HistoryBuilder } from "../../src/core/history.ts";
import type { Random } from "../../src/core/random.ts";
import { checkContext } from "../checkers/check-context.ts";
import { randomTransactions } from "./random-transactions.ts";
import { allowsWeak, type WeakModel } from "./weak-levels.ts";

export const WEAK_MODELS: readonly WeakModel[] = [
  "read-committed",
  "read-atomic",
  "causal-cerone",
  "causal",
];

export interface WeakComparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  /** The models that the history breaks. */
  readonly broken: readonly WeakModel[];
}

type Micro = readonly [f: string, key: string, value: number | null];

/** The history with some reads that show another value that was written to their key, or none: in half of the histories. */
function misread(history: History, random: Random): History {
  const values = [...history].flatMap(({ type, value }) =>
    type === "invoke" ? (value as readonly Micro[]).filter(([f]) => f === "w") : [],
  );
  const builder = new HistoryBuilder();
  const rate = random.int(0, 1) * 4;
  for (const event of history) {
    const roll = random.fork("event").at(event.index);
    const micros = (event.value as readonly Micro[]).map(([f, key, value], i): Micro => {
      const draw = roll.at(i);
      if (event.type !== "ok" || f !== "r" || draw.int(0, 9) >= rate) return [f, key, value];
      const others = values.filter(([, other]) => other === key);
      return [f, key, others[draw.fork("value").int(0, others.length)]?.[2] ?? null];
    });
    builder.append({ ...event, value: micros });
  }
  return builder.build();
}

export async function compareWeak(random: Random, maxTxns: number): Promise<WeakComparison> {
  const history = misread(randomTransactions(random, "register", maxTxns), random.fork("misread"));
  const operations = history.operations();
  const problems: string[] = [];
  const broken: WeakModel[] = [];
  for (const model of WEAK_MODELS) {
    const allowed = allowsWeak(operations, model);
    if (!allowed) broken.push(model);
    const checker = transactional("register", { consistencyModels: [model] });
    const verdict = await checker.check(history, checkContext());
    const said = verdict.valid === "unknown" ? verdict.reason === "no-evidence" : verdict.valid;
    if (said !== allowed) problems.push(`${model}: ${JSON.stringify(verdict)}`);
  }
  const lines = [...history].map(
    (event) =>
      `${String(event.index)} ${String(event.process)} ${event.type} ${JSON.stringify(event.value)}`,
  );
  return { problem: problems.length === 0 ? null : [...problems, ...lines].join("\n"), broken };
}
