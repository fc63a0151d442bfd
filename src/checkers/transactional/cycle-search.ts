// Finds a short cycle of one kind in a strongly connected graph of transactions: breadth first from every edge that the kind
// requires, back to where the edge came from, under a budget. Knows no history; helpers are passed through at no cost.
import { assert } from "../../core/assert.ts";
import { bytes, ints } from "./columns.ts";
import { componentsOf } from "./components.ts";
import type { CycleSearch } from "./cycle-kinds.ts";
import { EDGE } from "./edge-list.ts";
import type { Graph } from "./graph.ts";

/** A closed walk: transaction i leads to the next by an edge of type i; the last leads to the first. */
export interface Cycle {
  readonly nodes: readonly number[];
  readonly types: readonly number[];
}

/** The cycle found, or null; `cut` says that the budget ended the search before it could say there is none. */
export interface SearchResult {
  readonly cycle: Cycle | null;
  readonly cut: boolean;
}

/** Edges followed at least for one kind in one component. */
const EDGE_BUDGET = 4_000_000;
/** So often a search may see every edge of a component that is larger. */
const VIEWS = 4;
/** No cycle has fewer transactions: the search ends with it. */
const SHORTEST = 2;
const ALL_TYPES = 0xff;

/** Nodes of `graph` from `transactions` on are helpers. */
export function searchCycle(graph: Graph, transactions: number, search: CycleSearch): SearchResult {
  if (!graph.type.includes(search.required)) return { cycle: null, cut: false };
  if (search.rw === "nonadjacent") {
    const { cycle, cut } = new BreadthFirst(
      doubled(graph, search.mask),
      search,
      (node) => node >> 1 < transactions,
    ).run();
    return {
      cycle: cycle && shortened({ ...cycle, nodes: cycle.nodes.map((node) => node >> 1) }),
      cut,
    };
  }
  return new BreadthFirst(graph, search, (node) => node < transactions).run();
}

/** Some short cycle of a strongly connected graph whose first node is a transaction: there always is one. */
export const anyCycle = (graph: Graph, transactions: number): Cycle =>
  new BreadthFirst(
    graph,
    { mask: ALL_TYPES, required: graph.type[0] as number, rw: "any" },
    (node) => node < transactions,
  ).through(0);

/** Every node twice: 2v when the last edge into v was no rw edge, 2v + 1 when it was; no rw edge leaves the second. */
function doubled(graph: Graph, mask: number): Graph {
  const nodes = graph.nodes * 2;
  const offset = ints(nodes + 1);
  const to = ints(graph.to.length * 2);
  const type = bytes(graph.to.length * 2);
  let size = 0;
  for (let node = 0; node < nodes; node++) {
    const last = node & 1;
    const end = graph.offset[(node >> 1) + 1] as number;
    for (let edge = graph.offset[node >> 1] as number; edge < end; edge++) {
      const kind = graph.type[edge] as number;
      if ((kind & (mask | EDGE.rw)) === 0 || (kind === EDGE.rw && last === 1)) continue;
      const taken = kind === EDGE.rw || (kind === EDGE.link && last === 1) ? 1 : 0;
      to[size] = (graph.to[edge] as number) * 2 + taken;
      type[size++] = kind;
    }
    offset[node + 1] = size;
  }
  return { nodes, offset, to: to.subarray(0, size), type: type.subarray(0, size) };
}

/**
 * Cuts a closed walk that meets a transaction twice down to a cycle, one without two rw edges in a row if it was: where the loop
 * between the two meetings has them, the walk without the loop has not.
 */
function shortened(walk: Cycle): Cycle {
  const nodes: number[] = [];
  const types: number[] = [];
  const placeOf = new Map<number, number>();
  for (const [i, node] of walk.nodes.entries()) {
    const first = placeOf.get(node);
    if (first !== undefined) {
      const loop = { nodes: nodes.splice(first), types: types.splice(first) };
      if (!hasAdjacentRw(loop.types)) return loop;
      for (const passed of loop.nodes) placeOf.delete(passed);
    }
    placeOf.set(node, nodes.length);
    nodes.push(node);
    types.push(walk.types[i] as number);
  }
  return { nodes, types };
}

const hasAdjacentRw = (types: readonly number[]): boolean =>
  types.some((type, i) => type === EDGE.rw && types[(i + 1) % types.length] === EDGE.rw);

class BreadthFirst {
  readonly #graph: Graph;
  readonly #mask: number;
  readonly #required: number;
  readonly #single: boolean;
  readonly #isTransaction: (node: number) => boolean;
  readonly #component: Int32Array;
  readonly #seen: Int32Array;
  readonly #via: Int32Array;
  readonly #parent: Int32Array;
  #round = 0;
  #budget: number;
  #best: Cycle | null = null;

  constructor(
    graph: Graph,
    search: Omit<CycleSearch, "kind">,
    isTransaction: (node: number) => boolean,
  ) {
    this.#graph = graph;
    this.#budget = Math.max(EDGE_BUDGET, VIEWS * graph.to.length);
    this.#single = search.rw === "single";
    this.#mask = search.mask | (search.rw === "any" || search.rw === "nonadjacent" ? EDGE.rw : 0);
    this.#required = search.required;
    this.#isTransaction = isTransaction;
    this.#component = componentsOf(graph, this.#mask).of;
    this.#seen = ints(graph.nodes).fill(-1);
    this.#via = ints(graph.nodes);
    this.#parent = ints(graph.nodes);
  }

  run(): SearchResult {
    const { nodes, offset, to, type } = this.#graph;
    for (let from = 0; from < nodes; from++) {
      for (let edge = offset[from] as number; edge < (offset[from + 1] as number); edge++) {
        if (type[edge] !== this.#required || !this.#canReturn(from, to[edge] as number)) continue;
        this.#from(from, edge);
        if (this.#best?.nodes.length === SHORTEST) return { cycle: this.#best, cut: false };
        if (this.#budget < 0) return { cycle: this.#best, cut: this.#best === null };
      }
    }
    return { cycle: this.#best, cut: false };
  }

  /** A cycle through an edge that is in one. */
  through(edge: number): Cycle {
    this.#from(0, edge);
    assert(this.#best !== null, "a strongly connected graph has a cycle through every edge");
    return this.#best;
  }

  /** An edge that closes no cycle is not worth a search: a component reaches only those of smaller number. */
  #canReturn(from: number, to: number): boolean {
    const [start, end] = [this.#component[to] as number, this.#component[from] as number];
    return this.#single ? start >= end : start === end;
  }

  /** Searches the way back to `from` from the end of `edge`; what is longer than the best so far is left. */
  #from(from: number, edge: number): void {
    const { to, type } = this.#graph;
    const limit = (this.#best?.nodes.length ?? Infinity) - 2;
    const start = to[edge] as number;
    this.#round = edge;
    this.#seen[start] = edge;
    this.#via[start] = type[edge] as number;
    this.#parent[start] = from;
    let level = [start];
    for (let length = 1; level.length > 0 && length <= limit; length++) {
      const next: number[] = [];
      if (this.#expand(level, next, from)) {
        this.#best = this.#walkTo(from);
        return;
      }
      if (this.#budget < 0 && this.#best !== null) return;
      level = next;
    }
  }

  /** Follows the edges of one level: helpers' at once, transactions' to the next. True when `goal` was reached. */
  #expand(level: number[], next: number[], goal: number): boolean {
    const { offset, to, type } = this.#graph;
    const floor = this.#component[goal] as number;
    for (const node of level) {
      const target = this.#isTransaction(node) ? next : level;
      const end = offset[node + 1] as number;
      this.#budget -= end - (offset[node] as number);
      for (let edge = offset[node] as number; edge < end; edge++) {
        const kind = type[edge] as number;
        const reached = to[edge] as number;
        if ((kind & this.#mask) === 0 || (this.#component[reached] as number) < floor) continue;
        if (this.#seen[reached] === this.#round) continue;
        this.#seen[reached] = this.#round;
        this.#via[reached] = kind;
        this.#parent[reached] = node;
        if (reached === goal) return true;
        target.push(reached);
      }
      if (this.#single && this.#budget < 0) return false;
    }
    return false;
  }

  /** The walk from `goal` to itself, helpers left out: an edge through helpers has the type of its first part. */
  #walkTo(goal: number): Cycle {
    const nodes: number[] = [];
    const types: number[] = [];
    let node = goal;
    do {
      const parent = this.#parent[node] as number;
      if (this.#isTransaction(parent)) {
        nodes.push(parent);
        types.push(this.#via[node] as number);
      }
      node = parent;
    } while (node !== goal);
    return { nodes: nodes.reverse(), types: types.reverse() };
  }
}
