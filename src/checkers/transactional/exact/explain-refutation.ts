// Words for a refutation: a circle of transactions, why each comes before the next, and for orders of writes that nobody saw, the
// circle that the other order would close.
import { assert } from "../../../core/assert.ts";
import { EDGE, EDGE_NAMES } from "../edge-list.ts";
import type { ExplainEdge } from "../explain-edge.ts";
import { NONE, type Transactions } from "../ingest.ts";
import { keyName, nameOf, valueName } from "../naming.ts";
import { ALWAYS, type Choices } from "./choices.ts";
import type { Problem } from "./problem.ts";
import type { Refutation } from "./refute.ts";

/** One transaction before another. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly type: number;
  /** `ALWAYS` or the literal that it rests on. */
  readonly literal: number;
}

/** A step with the sentence why. */
export interface ExplainedStep extends Step {
  readonly because: string;
}

/** Turns a refutation into the steps of its circle with a sentence for each. `explainKnown` gives reasons of edges of the history. */
export function explainRefutation(
  txns: Transactions,
  choices: Choices,
  problem: Problem,
  { cycle, because }: Refutation,
  explainKnown: ExplainEdge,
): readonly ExplainedStep[] {
  const told = new Set<number>();
  const reasonOf = (step: Step): string => {
    const { from, to, type, literal } = step;
    if (literal === ALWAYS) {
      const reason = explainKnown(from, to, type);
      assert(
        reason !== null,
        `the history holds no edge of type ${String(type)} from transaction ${String(from)} to ${String(to)}`,
      );
      return reason;
    }
    const order = orderOf(txns, choices, step);
    if (told.has(literal)) return `${order}, as said`;
    told.add(literal);
    const circle = because.get(literal);
    assert(circle !== undefined, "an order that holds has a reason");
    const steps = stepsOf(problem, circle);
    const reasons = steps.slice(1).map(reasonOf);
    return `${order}; the other way round there would be ${circleName(txns, steps)} (${reasons.join("; ")})`;
  };
  return stepsOf(problem, cycle).map((step) => ({ ...step, because: reasonOf(step) }));
}

/** `T0 ww→ T1 wr→ T0` */
function circleName(txns: Transactions, steps: readonly Step[]): string {
  const names = steps.map(
    ({ from, type }) => `${nameOf(txns, from)} ${EDGE_NAMES.get(type) ?? ""}→`,
  );
  return `${names.join(" ")} ${nameOf(txns, steps[0]?.from ?? 0)}`;
}

/** The edges of a circle between transactions: helpers are passed through, and the circle begins at its first edge. */
function stepsOf({ from, to, type, literal, txnOf }: Problem, cycle: readonly number[]): Step[] {
  const steps: Step[] = [];
  for (const edge of cycle) {
    const [source, target] = [txnOf[from[edge] as number], txnOf[to[edge] as number]];
    if (source !== NONE)
      steps.push({
        from: source as number,
        to: target as number,
        type: type[edge] as number,
        literal: literal[edge] as number,
      });
    else if (target !== NONE) {
      const last = steps.pop() as Step;
      steps.push({ ...last, to: target as number });
    }
  }
  for (const [i, step] of steps.entries())
    assert(step.to === steps[(i + 1) % steps.length]?.from, "the steps make a circle");
  return steps;
}

/** The order of two writes that a step rests on, and what the step has to do with it. */
function orderOf(txns: Transactions, choices: Choices, { from, type, literal }: Step): string {
  const choice = literal >> 1;
  const versions = [choices.firstVersion[choice], choices.secondVersion[choice]] as [
    number,
    number,
  ];
  const writers = [choices.first[choice], choices.second[choice]] as [number, number];
  if ((literal & 1) === 1) {
    versions.reverse();
    writers.reverse();
  }
  const key = keyName(txns, txns.versions.keyOf(versions[0]));
  const [before, after] = versions.map((version) => valueName(txns, version)) as [string, string];
  const order = `${nameOf(txns, writers[0])} wrote ${key} = ${before} before ${nameOf(txns, writers[1])} wrote ${after}`;
  return type === EDGE.rw ? `${nameOf(txns, from)} read ${key} = ${before}, and ${order}` : order;
}
