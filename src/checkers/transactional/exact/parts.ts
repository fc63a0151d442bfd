// Splits a problem into parts that can be solved one by one. A cycle stays within a strongly connected component of all edges that
// may come to hold, so edges between components go; components that share a choice stay together. After Cobra, OSDI 2020, §3.4.
import { componentsOf } from "../components.ts";
import { bytes, ints } from "../columns.ts";
import { NONE } from "../ingest.ts";
import { listAt } from "../register-reads.ts";
import { ALWAYS } from "./choices.ts";
import type { Problem } from "./problem.ts";
import { rowsOf } from "./topological-order.ts";

/**
 * `value` holds what is decided; the edges of the decided choices are in the parts, and the choices themselves are not. Null where a
 * clause has failed already.
 */
export function partsOf(problem: Problem, value: Int8Array): readonly Problem[] | null {
  const clauses = openClauses(problem, value);
  if (clauses.some(({ length }) => length === 0)) return null;
  const { nodes, from, to, literal, variables } = problem;
  const valueOf = (edge: number): number =>
    literal[edge] === ALWAYS ? 1 : (value[literal[edge] as number] as number);
  const rows = rowsOf(nodes, from, to, (edge) => valueOf(edge) >= 0);
  const graph = { ...rows, nodes, type: new Uint8Array(rows.to.length).fill(1) };
  const { of: component, count } = componentsOf(graph, 1);
  const stays = (edge: number): boolean =>
    valueOf(edge) >= 0 && component[from[edge] as number] === component[to[edge] as number];
  const groups = new Groups(count + variables);
  const isOpen = new Uint8Array(variables);
  for (let edge = 0; edge < from.length; edge++) {
    if (!stays(edge) || valueOf(edge) === 1) continue;
    isOpen[(literal[edge] as number) >> 1] = 1;
    groups.join(
      component[from[edge] as number] as number,
      count + ((literal[edge] as number) >> 1),
    );
  }
  for (const [first, ...others] of clauses)
    for (const other of others) groups.join(count + ((first as number) >> 1), count + (other >> 1));
  for (const clause of clauses) for (const l of clause) isOpen[l >> 1] = 1;
  const parts = new Parts(problem);
  for (let v = 0; v < variables; v++)
    if (isOpen[v] === 1) parts.addVariable(groups.of(count + v), v);
  for (let edge = 0; edge < from.length; edge++)
    if (stays(edge))
      parts.addEdge(
        groups.of(component[from[edge] as number] as number),
        edge,
        valueOf(edge) === 1,
      );
  for (const clause of clauses)
    parts.addClause(groups.of(count + ((clause[0] as number) >> 1)), clause);
  return parts.problems();
}

/** Clauses that nothing satisfies yet, without their false literals; one of none at all stays. */
const openClauses = ({ clauses }: Problem, value: Int8Array): readonly (readonly number[])[] =>
  clauses
    .filter(({ literals }) => !literals.some((l) => value[l] === 1))
    .map(({ literals }) => literals.filter((l) => value[l] !== -1));

/** Sets that grow together. */
class Groups {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = ints(size);
    for (let i = 0; i < size; i++) this.#parent[i] = i;
  }

  of(item: number): number {
    let at = item;
    while (this.#parent[at] !== at) {
      const next = this.#parent[this.#parent[at] as number] as number;
      this.#parent[at] = next;
      at = next;
    }
    return at;
  }

  join(a: number, b: number): void {
    this.#parent[this.of(a)] = this.of(b);
  }
}

/** Parts while they are gathered, and then numbered anew. */
class Parts {
  readonly #problem: Problem;
  readonly #variables = new Map<number, number[]>();
  readonly #edges = new Map<number, number[]>();
  readonly #clauses = new Map<number, (readonly number[])[]>();
  readonly #holds: Uint8Array;
  readonly #node: Int32Array;
  readonly #variable: Int32Array;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#node = ints(problem.nodes).fill(NONE);
    this.#variable = ints(problem.variables);
    this.#holds = bytes(problem.from.length);
  }

  addVariable(group: number, variable: number): void {
    listAt(this.#variables, group).push(variable);
  }

  addEdge(group: number, edge: number, holds: boolean): void {
    listAt(this.#edges, group).push(edge);
    if (holds) this.#holds[edge] = 1;
  }

  addClause(group: number, clause: readonly number[]): void {
    listAt(this.#clauses, group).push(clause);
  }

  problems(): readonly Problem[] {
    const { first, second, time } = this.#problem;
    const at = (node: number): number => (node < 0 ? NONE : (time[node] as number));
    const when = (v: number): number => Math.max(at(first[v] as number), at(second[v] as number));
    return [...this.#variables].map(([group, variables]) =>
      // In order of time: choices that meet in a cycle are then made one soon after the other.
      this.#part(
        variables.sort((a, b) => when(a) - when(b)),
        this.#edges.get(group) ?? [],
        this.#clauses.get(group) ?? [],
      ),
    );
  }

  #part(
    variables: readonly number[],
    edges: readonly number[],
    clauses: readonly (readonly number[])[],
  ): Problem {
    const { from, to, type, literal, txnOf, time, first, second } = this.#problem;
    for (const [i, variable] of variables.entries()) this.#variable[variable] = i;
    const nodes: number[] = [];
    const local = (node: number): number => {
      if (this.#node[node] === NONE) this.#node[node] = nodes.push(node) - 1;
      return this.#node[node] as number;
    };
    const localLiteral = (l: number): number => 2 * (this.#variable[l >> 1] as number) + (l & 1);
    const ends = { from: ints(edges.length), to: ints(edges.length) };
    for (const [i, edge] of edges.entries()) {
      ends.from[i] = local(from[edge] as number);
      ends.to[i] = local(to[edge] as number);
    }
    const known = (node: number): number => (node < 0 ? NONE : (this.#node[node] as number));
    const hints = variables.map((v) => [known(first[v] as number), known(second[v] as number)]);
    const isHint = hints.map(([a, b]) => a !== NONE && b !== NONE);
    for (const node of nodes) this.#node[node] = NONE;
    return {
      ...ends,
      nodes: nodes.length,
      txnOf: Int32Array.from(nodes, (node) => txnOf[node] as number),
      time: Int32Array.from(nodes, (node) => time[node] as number),
      type: Uint8Array.from(edges, (edge) => type[edge] as number),
      literal: Int32Array.from(edges, (edge) =>
        this.#holds[edge] === 1 ? ALWAYS : localLiteral(literal[edge] as number),
      ),
      variables: variables.length,
      first: hints.map(([a], i) => (isHint[i] === true ? (a as number) : NONE)),
      second: hints.map(([, b], i) => (isHint[i] === true ? (b as number) : NONE)),
      clauses: clauses.map((clause) => ({ literals: clause.map(localLiteral), txns: [] })),
    };
  }
}
