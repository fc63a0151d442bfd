// Decides the choices that reachability alone decides: an answer whose edge would close a cycle is out, and the edges of the
// other answer hold. Reachability is computed for blocks of targets, as bits, so memory stays linear. After Cobra, OSDI 2020, §3.3.
import { ints } from "../columns.ts";
import { ALWAYS } from "./choices.ts";
import type { Problem } from "./problem.ts";
import { rowsOf, type Rows, topologicalOrder } from "./topological-order.ts";

/** Targets whose reachability is computed at once. */
const BLOCK_BITS = 1024;
const WORDS = BLOCK_BITS / 32;

/** Whether choices are possible at all, or the budget ended first. */
export type Pruned = "impossible" | "open" | "cut";

/**
 * Sets `value[literal]` to 1 and that of its opposite to -1 for each choice decided; rounds end when one decides less than a share `enough` of
 * those open, or none. `isOver` is asked once a block.
 */
export function prune(
  problem: Problem,
  value: Int8Array,
  enough: number,
  isOver: () => boolean,
): Pruned {
  const { nodes, from, to, literal, time } = problem;
  for (let open = problem.variables; ;) {
    const holds = (edge: number): boolean =>
      literal[edge] === ALWAYS || value[literal[edge] as number] === 1;
    const rows = rowsOf(nodes, from, to, holds);
    const order = topologicalOrder(nodes, rows, time);
    if (order === null) return "impossible";
    const decided = pruneRound(problem, value, rows, order, isOver);
    if (typeof decided !== "number") return decided;
    if (decided === 0 || decided < open * enough) return "open";
    open -= decided;
  }
}

/** How many choices a round decided. */
function pruneRound(
  problem: Problem,
  value: Int8Array,
  rows: Rows,
  order: Int32Array,
  isOver: () => boolean,
): Pruned | number {
  const { nodes, from, literal } = problem;
  const isLeft = (edge: number): boolean => isOpen(literal[edge] as number, value);
  const open = rowsOf(
    nodes,
    from,
    Int32Array.from(from, (_, edge) => edge),
    isLeft,
  );
  const reach = ints(nodes * WORDS);
  const position = ints(nodes);
  for (let at = 0; at < nodes; at++) position[order[at] as number] = at;
  let decided = 0;
  for (let end = nodes; end > 0;) {
    if (isOver()) return "cut";
    const block = blockBefore(end, order, open.offset);
    end = block.start;
    if (block.targets.length === 0) continue;
    reachBlock(block.targets, position, order, rows, reach);
    for (const [bit, target] of block.targets.entries()) {
      const reaches = (node: number): boolean =>
        (position[node] as number) <= (position[target] as number) &&
        ((reach[node * WORDS + (bit >> 5)] as number) & (1 << (bit & 31))) !== 0;
      const edges = open.to.subarray(open.offset[target], open.offset[target + 1]);
      const refuted = refuteEdges(problem, value, edges, reaches);
      if (refuted < 0) return "impossible";
      decided += refuted;
    }
  }
  return decided;
}

/** Decides the choices of edges whose head reaches back; how many, or -1 where both answers are out. */
function refuteEdges(
  { to, literal }: Problem,
  value: Int8Array,
  edges: Int32Array,
  reaches: (node: number) => boolean,
): number {
  let decided = 0;
  for (const edge of edges) {
    const out = literal[edge] as number;
    if (value[out] === -1 || !reaches(to[edge] as number)) continue;
    if (value[out] === 1) return -1;
    value[out] = -1;
    value[out ^ 1] = 1;
    decided += 1;
  }
  return decided;
}

const isOpen = (literal: number, value: Int8Array): boolean =>
  literal !== ALWAYS && value[literal] === 0;

/** Up to a block of nodes that end open edges, walking back from `end` in the order. */
function blockBefore(
  end: number,
  order: Int32Array,
  offset: Int32Array,
): { readonly start: number; readonly targets: readonly number[] } {
  const targets: number[] = [];
  let start = end;
  while (start > 0 && targets.length < BLOCK_BITS) {
    const node = order[--start] as number;
    if (offset[node] !== offset[node + 1]) targets.push(node);
  }
  return { start, targets };
}

/** Which targets each node reaches, as bits; `targets` are in falling order. Nodes after the first target are left as they are. */
function reachBlock(
  targets: readonly number[],
  position: Int32Array,
  order: Int32Array,
  { offset, to }: Rows,
  reach: Int32Array,
): void {
  const last = position[targets[0] as number] as number;
  const words = (targets.length + 31) >> 5;
  let next = 0;
  for (let at = last; at >= 0; at--) {
    const node = order[at] as number;
    const row = node * WORDS;
    for (let word = 0; word < words; word++) reach[row + word] = 0;
    for (let edge = offset[node] as number; edge < (offset[node + 1] as number); edge++) {
      const target = to[edge] as number;
      if ((position[target] as number) > last) continue;
      const other = target * WORDS;
      for (let word = 0; word < words; word++)
        reach[row + word] = (reach[row + word] as number) | (reach[other + word] as number);
    }
    if (node !== targets[next]) continue;
    const word = row + (next >> 5);
    reach[word] = (reach[word] as number) | (1 << (next & 31));
    next += 1;
  }
}
