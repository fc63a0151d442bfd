// Makes the open choices so that the graph keeps an order, or proves that nobody can: conflict-driven search with learned clauses
// (Marques-Silva & Sakallah, 1999), where a cycle is a conflict of the choices whose edges are on it (Bayless et al., MonoSAT, AAAI 2015).
import { assert } from "../../../core/assert.ts";
import { ALWAYS } from "./choices.ts";
import { DecisionHeap } from "./decision-heap.ts";
import { GrowingGraph } from "./growing-graph.ts";
import type { Problem } from "./problem.ts";
import { type Rows, rowsOf, topologicalOrder } from "./topological-order.ts";

export type Answer = "possible" | "impossible";

const NO_REASON = -1;
/** Conflicts before the first restart; each later one comes half as many again later. */
const FIRST_RESTART = 200;
const RESTART_GROWTH = 1.5;

export class Solver {
  conflicts = 0;
  decisions = 0;
  readonly #problem: Problem;
  readonly #graph: GrowingGraph;
  /** Per literal: 1 true, -1 false, 0 open. */
  readonly #value: Int8Array;
  readonly #level: Int32Array;
  readonly #reason: Int32Array;
  readonly #trail: Int32Array;
  readonly #levelStart: number[] = [];
  /** Edges put in before each level. */
  readonly #putsAt: number[] = [];
  readonly #clauses: (readonly number[])[] = [];
  readonly #watchers: number[][];
  readonly #edges: Rows;
  readonly #heap: DecisionHeap;
  readonly #seen: Uint8Array;
  /** Edges put in so far, in order. */
  readonly #put: Int32Array;
  #putSize = 0;
  #trailSize = 0;
  #head = 0;
  #learnedLiterals = 0;
  #restartAt = FIRST_RESTART;
  #answer: Answer | null = null;

  /** The edges that hold must have an order. */
  constructor(problem: Problem) {
    const { variables, from, to, literal } = problem;
    this.#problem = problem;
    this.#graph = new GrowingGraph(from, to, orderOf(problem));
    this.#value = new Int8Array(variables * 2);
    this.#level = new Int32Array(variables);
    this.#reason = new Int32Array(variables).fill(NO_REASON);
    this.#trail = new Int32Array(variables);
    this.#watchers = Array.from({ length: variables * 2 }, () => []);
    this.#edges = edgesOfLiterals(variables * 2, literal);
    this.#seen = new Uint8Array(variables);
    this.#put = new Int32Array(from.length);
    this.#heap = new DecisionHeap(variables);
    if (!this.#begin()) this.#answer = "impossible";
  }

  /** Bytes of what was learned, roughly. */
  get learnedBytes(): number {
    return this.#learnedLiterals * 8 + this.#clauses.length * 64;
  }

  /** Searches on for some steps (decisions, conflicts, nodes visited); null if they do not suffice. */
  run(steps: number): Answer | null {
    const end = this.#steps + steps;
    while (this.#answer === null && this.#steps < end) {
      const conflict = this.#propagate();
      if (conflict !== null) this.#resolve(conflict);
      else if (this.conflicts >= this.#restartAt && this.#levelStart.length > 0) {
        this.#restartAt = Math.ceil(this.conflicts + this.#restartAt * (RESTART_GROWTH - 1));
        this.#backtrack(0);
      } else if (!this.#decide()) this.#answer = "possible";
    }
    return this.#answer;
  }

  get #steps(): number {
    return this.decisions + this.conflicts + this.#graph.visits;
  }

  /** False where what holds from the beginning is impossible. */
  #begin(): boolean {
    const { from, literal, clauses } = this.#problem;
    for (let edge = 0; edge < from.length; edge++)
      if (literal[edge] === ALWAYS && !this.#putEdge(edge)) return false;
    for (const { literals } of clauses) {
      if (literals.length > 1) this.#watch([...literals]);
      else if (!this.#imply(literals[0] as number, NO_REASON)) return false;
    }
    this.#admit();
    return true;
  }

  /** Lets choices be made that matter: those of a clause, and those of which either answer has edges. */
  #admit(): void {
    const { variables, clauses } = this.#problem;
    const { offset } = this.#edges;
    const hasEdges = (l: number): boolean => offset[l] !== offset[l + 1];
    for (let v = 0; v < variables; v++)
      if (hasEdges(2 * v) && hasEdges(2 * v + 1)) this.#heap.admit(v);
    for (const { literals } of clauses) for (const l of literals) this.#heap.admit(l >> 1);
  }

  #putEdge(edge: number): boolean {
    if (!this.#graph.add(edge)) return false;
    this.#put[this.#putSize++] = edge;
    return true;
  }

  #watch(clause: readonly number[]): number {
    const at = this.#clauses.push(clause) - 1;
    (this.#watchers[clause[0] as number] as number[]).push(at);
    (this.#watchers[clause[1] as number] as number[]).push(at);
    this.#learnedLiterals += clause.length;
    return at;
  }

  /** Makes a literal true; false if it is false. */
  #imply(literal: number, reason: number): boolean {
    if (this.#value[literal] !== 0) return this.#value[literal] === 1;
    this.#value[literal] = 1;
    this.#value[literal ^ 1] = -1;
    this.#level[literal >> 1] = this.#levelStart.length;
    this.#reason[literal >> 1] = reason;
    this.#trail[this.#trailSize++] = literal;
    return true;
  }

  /** Follows clauses and puts in edges; the clause that fails, all of whose literals are false, or null. */
  #propagate(): readonly number[] | null {
    while (this.#head < this.#trailSize) {
      const literal = this.#trail[this.#head++] as number;
      const conflict = this.#followClauses(literal ^ 1) ?? this.#putEdges(literal);
      if (conflict !== null) return conflict;
    }
    return null;
  }

  #putEdges(literal: number): readonly number[] | null {
    const { offset, to: edges } = this.#edges;
    for (let at = offset[literal] as number; at < (offset[literal + 1] as number); at++)
      if (!this.#putEdge(edges[at] as number)) return this.#cycleClause();
    return null;
  }

  /** Not all choices whose edges are on the cycle can stand. */
  #cycleClause(): readonly number[] {
    const literals = new Set<number>();
    for (const edge of this.#graph.cycle) {
      const literal = this.#problem.literal[edge] as number;
      if (literal !== ALWAYS) literals.add(literal ^ 1);
    }
    return [...literals];
  }

  #followClauses(falsified: number): readonly number[] | null {
    const watchers = this.#watchers[falsified] as number[];
    let kept = 0;
    for (let i = 0; i < watchers.length; i++) {
      const at = watchers[i] as number;
      const clause = this.#clauses[at] as number[];
      if (clause[0] === falsified) swap(clause, 0, 1);
      if (this.#value[clause[0] as number] !== 1) {
        const other = this.#otherWatch(clause);
        if (other > 0) {
          swap(clause, 1, other);
          (this.#watchers[clause[1] as number] as number[]).push(at);
          continue;
        }
        if (!this.#imply(clause[0] as number, at)) {
          while (i < watchers.length) watchers[kept++] = watchers[i++] as number;
          watchers.length = kept;
          return clause;
        }
      }
      watchers[kept++] = at;
    }
    watchers.length = kept;
    return null;
  }

  #otherWatch(clause: readonly number[]): number {
    for (let i = 2; i < clause.length; i++) if (this.#value[clause[i] as number] !== -1) return i;
    return -1;
  }

  /** Learns from a conflict and goes back to where the lesson decides something. */
  #resolve(conflict: readonly number[]): void {
    this.conflicts += 1;
    if (this.#levelStart.length === 0) {
      this.#answer = "impossible";
      return;
    }
    const lesson = this.#lessonOf(conflict);
    this.#heap.decay();
    let second = 1;
    for (let i = 2; i < lesson.length; i++)
      if (this.#levelOf(lesson[i] as number) > this.#levelOf(lesson[second] as number)) second = i;
    if (lesson.length === 1) {
      this.#backtrack(0);
      this.#imply(lesson[0] as number, NO_REASON);
      return;
    }
    swap(lesson, 1, second);
    this.#backtrack(this.#levelOf(lesson[1] as number));
    this.#imply(lesson[0] as number, this.#watch(lesson));
  }

  #levelOf(literal: number): number {
    return this.#level[literal >> 1] as number;
  }

  /** The first unique implication point: a clause with one literal, its first, of the present level. */
  #lessonOf(conflict: readonly number[]): number[] {
    const level = this.#levelStart.length;
    const lesson = [0];
    let clause = conflict;
    let open = 0;
    let at = this.#trailSize;
    let pivot = -1;
    for (;;) {
      for (const literal of clause) {
        const variable = literal >> 1;
        if (literal === pivot || this.#seen[variable] === 1 || this.#level[variable] === 0)
          continue;
        this.#seen[variable] = 1;
        this.#heap.bump(variable);
        if (this.#level[variable] === level) open += 1;
        else lesson.push(literal);
      }
      do at -= 1;
      while (this.#seen[(this.#trail[at] as number) >> 1] === 0);
      pivot = this.#trail[at] as number;
      this.#seen[pivot >> 1] = 0;
      open -= 1;
      if (open === 0) {
        lesson[0] = pivot ^ 1;
        for (const other of lesson) this.#seen[other >> 1] = 0;
        return lesson;
      }
      clause = this.#clauses[this.#reason[pivot >> 1] as number] as number[];
    }
  }

  #backtrack(level: number): void {
    if (this.#levelStart.length <= level) return;
    const size = this.#levelStart[level] as number;
    const puts = this.#putsAt[level] as number;
    while (this.#putSize > puts) this.#graph.removeLast(this.#put[--this.#putSize] as number);
    while (this.#trailSize > size) {
      const literal = this.#trail[--this.#trailSize] as number;
      this.#value[literal] = 0;
      this.#value[literal ^ 1] = 0;
      this.#heap.readmit(literal >> 1);
    }
    this.#levelStart.length = level;
    this.#putsAt.length = level;
    this.#head = size;
  }

  /** Takes the next open choice, as the present order suggests; false when none is open. */
  #decide(): boolean {
    for (;;) {
      const variable = this.#heap.pop();
      if (variable < 0) return false;
      if (this.#value[2 * variable] !== 0) continue;
      this.decisions += 1;
      this.#levelStart.push(this.#trailSize);
      this.#putsAt.push(this.#putSize);
      const first = this.#problem.first[variable] as number;
      const positive =
        first >= 0 && this.#graph.isBefore(first, this.#problem.second[variable] as number);
      return this.#imply(2 * variable + (positive ? 0 : 1), NO_REASON);
    }
  }
}

function orderOf({ nodes, from, to, literal, time }: Problem): Int32Array {
  const rows = rowsOf(nodes, from, to, (edge) => literal[edge] === ALWAYS);
  const order = topologicalOrder(nodes, rows, time);
  assert(order !== null, "the edges that hold have an order");
  return order;
}

/** Edges of each literal. */
function edgesOfLiterals(literals: number, literal: Int32Array): Rows {
  const edges = Int32Array.from(literal, (_, edge) => edge);
  return rowsOf(literals, literal, edges, (edge) => literal[edge] !== ALWAYS);
}

function swap(list: number[], a: number, b: number): void {
  const held = list[a] as number;
  list[a] = list[b] as number;
  list[b] = held;
}
