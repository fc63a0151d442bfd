// Decides a problem within its budget: what reachability decides first, then the search, in slices so that others run, too.
import { nextTurn } from "../../../core/real-clock.ts";
import { partsOf } from "./parts.ts";
import type { Problem } from "./problem.ts";
import { prune } from "./prune.ts";
import { type Answer, Solver } from "./solver.ts";

/** Steps of the search between looks at the budget. */
const SLICE_STEPS = 200_000;

/** Share of the open choices that a round of pruning must decide for another: the search decides the last ones at less cost. */
const WORTHWHILE = 1 / 50;

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
  const pruning = prune(problem, value, WORTHWHILE, () => budget.exceeded(bytes) !== null);
  const pruned = value.reduce((sum, v) => (v === 1 ? sum + 1 : sum), 0);
  if (pruning === "impossible") return { answer: pruning, ...none, pruned };
  if (pruning === "cut") return { answer: budget.exceeded(bytes) ?? "timeout", ...none, pruned };
  const counts = { ...none, pruned };
  const parts = partsOf(problem, value);
  if (parts === null) return { ...counts, answer: "impossible" };
  for (const part of parts) {
    const solved = await solve(part, (learned) => budget.exceeded(bytes + learned));
    counts.conflicts += solved.conflicts;
    counts.decisions += solved.decisions;
    if (solved.answer !== "possible") return { ...counts, answer: solved.answer };
  }
  return { ...counts, answer: "possible" };
}

async function solve(
  part: Problem,
  exceeded: Budget["exceeded"],
): Promise<Pick<Decision, "answer" | "conflicts" | "decisions">> {
  const solver = new Solver(part);
  for (;;) {
    const answer = solver.run(SLICE_STEPS) ?? exceeded(solver.learnedBytes);
    const { conflicts, decisions } = solver;
    if (answer !== null) return { answer, conflicts, decisions };
    await nextTurn();
  }
}

/** Whether a problem has certainly no solution, at the cost of pruning to the end and a slice of search. */
export function isImpossible(problem: Problem): boolean {
  const value = new Int8Array(problem.variables * 2);
  if (prune(problem, value, 0, () => false) === "impossible") return true;
  const parts = partsOf(problem, value);
  return parts?.some((part) => new Solver(part).run(SLICE_STEPS) === "impossible") ?? true;
}

/** What the columns of prune and search take, roughly. */
const bytesOf = ({ nodes, from, variables }: Problem): number =>
  nodes * 200 + from.length * 36 + variables * 160;
