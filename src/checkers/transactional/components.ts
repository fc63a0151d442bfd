// Strongly connected components: Tarjan's algorithm (SIAM J. Comput. 1(2), 1972) without recursion, over the edges of some
// types. Knows nothing of what nodes mean.
import type { Graph } from "./graph.ts";

export interface Components {
  /** Component of each node. A component reaches only those of smaller number. */
  readonly of: Int32Array;
  /** Number of nodes, per component. */
  readonly size: Int32Array;
  readonly count: number;
}

/** Only edges whose type is in `mask` count. */
export function componentsOf({ nodes, offset, to, type }: Graph, mask: number): Components {
  const index = new Int32Array(nodes);
  const low = new Int32Array(nodes);
  const of = new Int32Array(nodes).fill(-1);
  const size = new Int32Array(nodes);
  const cursor = offset.slice(0, nodes);
  const stack = new Int32Array(nodes);
  const path = new Int32Array(nodes);
  let stackSize = 0;
  let pathSize = 0;
  let visited = 0;
  let count = 0;
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== 0) continue;
    index[root] = low[root] = ++visited;
    stack[stackSize++] = root;
    path[pathSize++] = root;
    while (pathSize > 0) {
      const node = path[pathSize - 1] as number;
      const edge = cursor[node] as number;
      if (edge < (offset[node + 1] as number)) {
        cursor[node] = edge + 1;
        if (((type[edge] as number) & mask) === 0) continue;
        const next = to[edge] as number;
        if (index[next] === 0) {
          index[next] = low[next] = ++visited;
          stack[stackSize++] = next;
          path[pathSize++] = next;
        } else if (of[next] === -1 && (index[next] as number) < (low[node] as number)) {
          low[node] = index[next] as number;
        }
        continue;
      }
      pathSize -= 1;
      if (pathSize > 0) {
        const parent = path[pathSize - 1] as number;
        if ((low[node] as number) < (low[parent] as number)) low[parent] = low[node] as number;
      }
      if (low[node] !== index[node]) continue;
      let member: number;
      let members = 0;
      do {
        member = stack[--stackSize] as number;
        of[member] = count;
        members += 1;
      } while (member !== node);
      size[count++] = members;
    }
  }
  return { of, size: size.subarray(0, count), count };
}

/** Members of every component of more than one node, each in rising order. */
export function cyclicComponents({ of, size }: Components): readonly Int32Array[] {
  const members = new Map<number, Int32Array>();
  const filled = new Map<number, number>();
  for (let component = 0; component < size.length; component++)
    if ((size[component] as number) > 1)
      members.set(component, new Int32Array(size[component] as number));
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
