// Decides a problem within its budget: what reachability decides first, then the search, in slices so that others run, too.
import { nextTurn } from "../../../core/real-clock.ts";
import { ALWAYS } from "./choices.ts";
import type { Problem } from "./problem.ts";
import { prune } from "./prune.ts";
import { type Answer, Solver } from "./solver.ts";
import { rowsOf, topologicalOrder } from "./topological-order.ts";

/** Steps of the search between looks at the budget. */
const SLICE_STEPS = 200_000;

export interface Budget {
  /** Why no more may be spent; null while more may. */
  readonly exceeded: (bytes: number) => "timeout" | "memory" | "interrupted" | null;
}

export interface Decision {
  readonly answer: Answer | "timeout" | "memory" | "interrupted";
  /** Choices that the problem has, and those that reachability decided. */
  readonly choices: number;
  readonly pruned: number;
  readonly conflicts: number;
  readonly decisions: number;
}

export async function decide(problem: Problem, budget: Budget): Promise<Decision> {
  const value = new Int8Array(problem.variables * 2);
  const bytes = bytesOf(problem);
  const none = { choices: problem.variables, pruned: 0, conflicts: 0, decisions: 0 };
  const tooMuch = budget.exceeded(bytes);
  if (tooMuch !== null) return { answer: tooMuch, ...none };
  const pruning = prune(problem, value, () => budget.exceeded(bytes) !== null);
  const pruned = value.reduce((sum, v) => (v === 1 ? sum + 1 : sum), 0);
  if (pruning === "impossible") return { answer: pruning, ...none, pruned };
  const order = pruning === "cut" ? null : orderOf(problem, value);
  if (order === null) return { answer: budget.exceeded(bytes) ?? "impossible", ...none, pruned };
  const solver = new Solver(problem, value, order);
  for (;;) {
    const answer = solver.run(SLICE_STEPS) ?? budget.exceeded(bytes + solver.learnedBytes);
    const { conflicts, decisions } = solver;
    if (answer !== null) return { ...none, answer, pruned, conflicts, decisions };
    await nextTurn();
  }
}

/** Whether a problem has certainly no solution, at the cost of a slice. */
export function isImpossible(problem: Problem): boolean {
  const value = new Int8Array(problem.variables * 2);
  if (prune(problem, value, () => false) === "impossible") return true;
  const order = orderOf(problem, value);
  return order === null || new Solver(problem, value, order).run(SLICE_STEPS) === "impossible";
}

function orderOf({ nodes, from, to, literal, time }: Problem, value: Int8Array): Int32Array | null {
  const holds = (edge: number): boolean =>
    literal[edge] === ALWAYS || value[literal[edge] as number] === 1;
  return topologicalOrder(nodes, rowsOf(nodes, from, to, holds), time);
}

/** What the columns of prune and search take, roughly. */
const bytesOf = ({ nodes, from, variables }: Problem): number =>
  nodes * 200 + from.length * 36 + variables * 160;
