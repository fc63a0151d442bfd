// Which transactions already contradict each other: the set shrinks while what is left, by itself, has no solution.
// Delta debugging (Zeller & Hildebrandt, TSE 28(2), 2002) over the solver; knows no keys and no words.
import { nextTurn } from "../../../core/real-clock.ts";
import { type Budget, isImpossible } from "./decide.ts";
import { type Problem, restricted } from "./problem.ts";
import { NONE } from "../ingest.ts";

/** Edges that all trials together may look at: some seconds. */
const MAX_EDGES_TRIED = 12_000_000;

export interface Core {
  /** In order of invocation. */
  readonly txns: readonly number[];
  /** Without any one of them, the others have an order. */
  readonly minimal: boolean;
  /** What is left of the problem between them. */
  readonly problem: Problem;
}

/** A small core of an impossible problem. */
export async function coreOf(problem: Problem, budget: Budget): Promise<Core> {
  const shrinking = new Shrinking(problem);
  for (let size = Math.ceil(shrinking.txns.length / 2); ; size = Math.ceil(size / 2)) {
    const before = shrinking.txns.length;
    for (let at = 0; at < shrinking.txns.length;) {
      if (shrinking.isSpent || budget.exceeded(0) !== null)
        return { ...shrinking.left, minimal: false };
      if (!shrinking.drop(at, size)) at += size;
      await nextTurn();
    }
    if (size === 1 && shrinking.txns.length === before) return { ...shrinking.left, minimal: true };
  }
}

class Shrinking {
  txns: readonly number[];
  #problem: Problem;
  #tried = 0;

  constructor(problem: Problem) {
    const txns = new Set<number>();
    for (const ends of [problem.from, problem.to])
      for (const node of ends) txns.add(problem.txnOf[node] as number);
    txns.delete(NONE);
    this.txns = [...txns].sort((a, b) => a - b);
    this.#problem = problem;
  }

  get left(): Pick<Core, "txns" | "problem"> {
    return { txns: this.txns, problem: this.#problem };
  }

  get isSpent(): boolean {
    return this.#tried > MAX_EDGES_TRIED;
  }

  /** Leaves out some of the transactions if the others are still impossible. */
  drop(at: number, count: number): boolean {
    const rest = this.txns.filter((_, i) => i < at || i >= at + count);
    const keep = new Uint8Array((this.txns.at(-1) ?? 0) + 1);
    for (const txn of rest) keep[txn] = 1;
    const smaller = restricted(this.#problem, keep);
    this.#tried += this.#problem.from.length + this.#problem.nodes;
    if (!isImpossible(smaller)) return false;
    this.#problem = smaller;
    this.txns = rest;
    return true;
  }
}
