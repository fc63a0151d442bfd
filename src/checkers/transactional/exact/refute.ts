// Refutes a small problem step by step as one would on paper: an answer whose edge closes a circle is out, so the other one holds,
// until the edges that hold close a circle themselves. Gives up where only trying both answers would do. Knows no words.
import { NONE } from "../ingest.ts";
import { listAt } from "../register-reads.ts";
import { ALWAYS } from "./choices.ts";
import type { Problem } from "./problem.ts";
import { rowsOf, topologicalOrder } from "./topological-order.ts";

export interface Refutation {
  /** Edges that hold and make a circle, in order. */
  readonly cycle: readonly number[];
  /** Per literal that holds, the circle that an edge of its opposite would close. */
  readonly because: ReadonlyMap<number, readonly number[]>;
}

/** Null where the steps do not suffice. */
export function refute(problem: Problem): Refutation | null {
  const because = new Map<number, readonly number[]>();
  const holds = (edge: number): boolean => {
    const literal = problem.literal[edge] as number;
    return literal === ALWAYS || because.has(literal);
  };
  for (;;) {
    const graph = new Held(problem, holds);
    if (graph.isCyclic) return { cycle: shortest(graph.cycles(holds)), because };
    const isOpen = (edge: number): boolean =>
      !holds(edge) && !because.has((problem.literal[edge] as number) ^ 1);
    // All that what held before refutes, before what follows from that: so reasons stay short.
    const refuted = new Map<number, (readonly number[])[]>();
    for (const cycle of graph.cycles(isOpen))
      listAt(refuted, problem.literal[cycle[0] as number] as number).push(cycle);
    if (refuted.size === 0) return null;
    for (const [literal, cycles] of refuted) because.set(literal ^ 1, shortest(cycles));
  }
}

/** The graph of the edges that hold. */
class Held {
  readonly isCyclic: boolean;
  readonly #problem: Problem;
  readonly #offset: Int32Array;
  readonly #edges: Int32Array;

  constructor(problem: Problem, holds: (edge: number) => boolean) {
    const { nodes, from, to, time } = problem;
    this.#problem = problem;
    const rows = rowsOf(nodes, from, to, holds);
    this.isCyclic = topologicalOrder(nodes, rows, time) === null;
    this.#offset = rows.offset;
    this.#edges = rowsOf(
      nodes,
      from,
      Int32Array.from(from, (_, edge) => edge),
      holds,
    ).to;
  }

  /** For each edge that counts and has a way back, it and the shortest such way. */
  cycles(counts: (edge: number) => boolean): readonly (readonly number[])[] {
    const { from, to, txnOf } = this.#problem;
    const cycles: (readonly number[])[] = [];
    for (let edge = 0; edge < from.length; edge++) {
      if (txnOf[from[edge] as number] === NONE || !counts(edge)) continue;
      const path = this.#path(to[edge] as number, from[edge] as number);
      if (path !== null) cycles.push([edge, ...path]);
    }
    return cycles;
  }

  /** The edges of a shortest path; null if there is none. */
  #path(start: number, goal: number): readonly number[] | null {
    const { from, to } = this.#problem;
    const cameBy = new Map<number, number>();
    const queue = [start];
    for (const node of queue) {
      if (node === goal) break;
      for (let at = this.#offset[node] as number; at < (this.#offset[node + 1] as number); at++) {
        const edge = this.#edges[at] as number;
        const next = to[edge] as number;
        if (next === start || cameBy.has(next)) continue;
        cameBy.set(next, edge);
        queue.push(next);
      }
    }
    if (start !== goal && !cameBy.has(goal)) return null;
    const path: number[] = [];
    for (let node = goal; node !== start;) {
      const edge = cameBy.get(node) as number;
      path.push(edge);
      node = from[edge] as number;
    }
    return path.reverse();
  }
}

const shortest = (cycles: readonly (readonly number[])[]): readonly number[] =>
  cycles.reduce((best, cycle) => (cycle.length < best.length ? cycle : best));
