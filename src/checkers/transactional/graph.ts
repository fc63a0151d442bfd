// A directed graph with typed edges in compressed sparse rows, and its parts. Knows nothing of what nodes mean.
import { bytes, copied, ints } from "./columns.ts";
import type { EdgeList } from "./edge-list.ts";

/** Edges out of node v are `offset[v]` to `offset[v + 1]`. */
export interface Graph {
  readonly nodes: number;
  readonly offset: Int32Array;
  readonly to: Int32Array;
  readonly type: Uint8Array;
}

/** Edges of a node keep the order in which they were added. */
export function graphOf({ nodes, size, from, to, type }: EdgeList): Graph {
  const offset = ints(nodes + 1);
  for (let edge = 0; edge < size; edge++) {
    const next = (from[edge] as number) + 1;
    offset[next] = (offset[next] as number) + 1;
  }
  for (let node = 0; node < nodes; node++)
    offset[node + 1] = (offset[node + 1] as number) + (offset[node] as number);
  const cursor = copied(offset);
  const targets = ints(size);
  const types = bytes(size);
  for (let edge = 0; edge < size; edge++) {
    const node = from[edge] as number;
    const at = cursor[node] as number;
    cursor[node] = at + 1;
    targets[at] = to[edge] as number;
    types[at] = type[edge] as number;
  }
  return { nodes, offset, to: targets, type: types };
}

/** The graph between `members`, renumbered: node i of it is `members[i]`. */
export function inducedBy(graph: Graph, members: Int32Array, local: Int32Array): Graph {
  for (let i = 0; i < members.length; i++) local[members[i] as number] = i;
  const offset = ints(members.length + 1);
  const isInside = (node: number): boolean => members[local[node] as number] === node;
  let size = 0;
  for (let i = 0; i < members.length; i++) {
    const node = members[i] as number;
    for (let edge = graph.offset[node] as number; edge < (graph.offset[node + 1] as number); edge++)
      if (isInside(graph.to[edge] as number)) size += 1;
    offset[i + 1] = size;
  }
  const to = ints(size);
  const type = bytes(size);
  let at = 0;
  for (let i = 0; i < members.length; i++) {
    const node = members[i] as number;
    for (
      let edge = graph.offset[node] as number;
      edge < (graph.offset[node + 1] as number);
      edge++
    ) {
      if (!isInside(graph.to[edge] as number)) continue;
      to[at] = local[graph.to[edge] as number] as number;
      type[at++] = graph.type[edge] as number;
    }
  }
  return { nodes: members.length, offset, to, type };
}
