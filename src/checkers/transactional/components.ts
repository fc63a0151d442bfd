// Strongly connected components: Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) without recursion, over the edges of some
// types. Knows nothing of what nodes mean.
import { ints } from "./columns.ts";
import type { Graph } from "./graph.ts";

export interface Components {
  /** Component of each node. A component reaches only those of smaller number. */
  readonly of: Int32Array;
  /** Number of nodes, per component. */
  readonly size: Int32Array;
  readonly count: number;
}

/** Index of nodes whose component is known: no lower than any other. */
const DONE = 0x7fffffff;

/** Only edges whose type is in `mask` count. All that is kept per node is its index; the rest belongs to the path. */
export function componentsOf({ nodes, offset, to, type }: Graph, mask: number): Components {
  const index = ints(nodes);
  const of = ints(nodes);
  const size = ints(nodes);
  const stack = ints(nodes);
  const path = ints(nodes);
  const low = ints(nodes);
  const cursor = ints(nodes);
  let stackSize = 0;
  let top = -1;
  let visited = 0;
  let count = 0;
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== 0) continue;
    let next = root;
    for (;;) {
      if (next >= 0) {
        index[next] = ++visited;
        stack[stackSize++] = next;
        path[++top] = next;
        low[top] = visited;
        cursor[top] = offset[next] as number;
      }
      const node = path[top] as number;
      const end = offset[node + 1] as number;
      let lowest = low[top] as number;
      let edge = cursor[top] as number;
      for (next = -1; edge < end && next < 0; edge++) {
        if (((type[edge] as number) & mask) === 0) continue;
        const seen = index[to[edge] as number] as number;
        if (seen === 0) next = to[edge] as number;
        else if (seen < lowest) lowest = seen;
      }
      low[top] = lowest;
      cursor[top] = edge;
      if (next >= 0) continue;
      if (lowest === index[node]) {
        const before = stackSize;
        do {
          const member = stack[--stackSize] as number;
          of[member] = count;
          index[member] = DONE;
        } while (stack[stackSize] !== node);
        size[count++] = before - stackSize;
      }
      if (--top < 0) break;
      if (lowest < (low[top] as number)) low[top] = lowest;
    }
  }
  return { of, size: size.subarray(0, count), count };
}

/** Members of every component of more than one node, each in rising order. */
export function cyclicComponents({ of, size }: Components): readonly Int32Array[] {
  const members = new Map<number, Int32Array>();
  const filled = new Map<number, number>();
  for (let component = 0; component < size.length; component++)
    if ((size[component] as number) > 1) members.set(component, ints(size[component] as number));
  if (members.size === 0) return [];
  for (let node = 0; node < of.length; node++) {
    const component = of[node] as number;
    const list = members.get(component);
    if (list === undefined) continue;
    const at = filled.get(component) ?? 0;
    list[at] = node;
    filled.set(component, at + 1);
  }
  return [...members.values()];
}
