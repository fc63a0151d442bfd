// What every transaction knew of: the relation's transitive closure as vector clocks over chains, a process or a run of
// transactions of which each saw the one before. Knows no keys.
import { ints } from "../columns.ts";
import { EDGE } from "../edge-list.ts";
import type { Graph } from "../graph.ts";

const NO_CHAIN = -1;

export interface Past {
  /** Chain of each transaction, and its place there. */
  readonly chain: Int32Array;
  readonly position: Int32Array;
  /** How many transactions of the chain, its first ones, the transaction knew of. */
  readonly known: (txn: number, chain: number) => number;
}

/**
 * `order` is a topological order of the graph. Returns the bytes that clocks would take where those are more than `maxBytes`.
 */
export function pastOf(graph: Graph, order: Int32Array, maxBytes: number): Past | number {
  const { chain, position, count } = chainsOf(graph, order);
  const size = graph.nodes * count * 4;
  if (size > maxBytes) return size;
  const clocks = ints(graph.nodes * count);
  for (const node of order) {
    const own = node * count;
    for (let at = graph.offset[node] as number; at < (graph.offset[node + 1] as number); at++) {
      const other = (graph.to[at] as number) * count;
      for (let i = 0; i < count; i++)
        if ((clocks[own + i] as number) > (clocks[other + i] as number))
          clocks[other + i] = clocks[own + i] as number;
      const place = other + (chain[node] as number);
      clocks[place] = Math.max(clocks[place] as number, (position[node] as number) + 1);
    }
  }
  return { chain, position, known: (txn, of) => clocks[txn * count + of] as number };
}

/** Every transaction goes on with the chain of one before it that ends there, of its process before all. */
function chainsOf(
  graph: Graph,
  order: Int32Array,
): { readonly chain: Int32Array; readonly position: Int32Array; readonly count: number } {
  const chain = ints(graph.nodes).fill(NO_CHAIN);
  const position = ints(graph.nodes);
  let count = 0;
  for (const node of order) {
    if (chain[node] === NO_CHAIN) chain[node] = count++;
    const next = successor(graph, node, chain);
    if (next === NO_CHAIN) continue;
    chain[next] = chain[node] as number;
    position[next] = (position[node] as number) + 1;
  }
  return { chain, position, count };
}

function successor(graph: Graph, node: number, chain: Int32Array): number {
  let found = NO_CHAIN;
  for (let at = graph.offset[node] as number; at < (graph.offset[node + 1] as number); at++) {
    const next = graph.to[at] as number;
    if (chain[next] !== NO_CHAIN) continue;
    if (graph.type[at] === EDGE.process) return next;
    found = next;
  }
  return found;
}
