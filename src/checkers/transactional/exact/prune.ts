// Decides the choices that reachability alone decides: an answer whose edge would close a cycle is out, and the edges of the
// other answer hold. Reachability is computed for blocks of targets, as bits, so memory stays linear. After Cobra, OSDI 2020, §3.3.
import { ALWAYS } from "./choices.ts";
import type { Problem } from "./problem.ts";
import { rowsOf, type Rows, topologicalOrder } from "./topological-order.ts";

/** Targets whose reachability is computed at once. */
const BLOCK_BITS = 1024;
const WORDS = BLOCK_BITS / 32;

/** Whether choices are possible at all, or the budget ended first. */
export type Pruned = "impossible" | "open" | "cut";

/**
 * Sets `value[literal]` to 1 and that of its opposite to -1 for each choice decided; rounds end when none decides any more.
 * `isOver` is asked once a block.
 */
export function prune(problem: Problem, value: Int8Array, isOver: () => boolean): Pruned {
  const { nodes, from, to, literal, time } = problem;
  for (;;) {
    const holds = (edge: number): boolean =>
      literal[edge] === ALWAYS || value[literal[edge] as number] === 1;
    const rows = rowsOf(nodes, from, to, holds);
    const order = topologicalOrder(nodes, rows, time);
    if (order === null) return "impossible";
    const round = pruneRound(problem, value, rows, order, isOver);
    if (round !== "changed") return round;
  }
}

function pruneRound(
  problem: Problem,
  value: Int8Array,
  rows: Rows,
  order: Int32Array,
  isOver: () => boolean,
): Pruned | "changed" {
  const { nodes, from, to, literal } = problem;
  const open = rowsOf(nodes, from, to, (edge) => isOpen(literal[edge] as number, value));
  const edgeOf = rowsOf(
    nodes,
    from,
    Int32Array.from(from, (_, edge) => edge),
    (edge) => isOpen(literal[edge] as number, value),
  ).to;
  const reach = new Int32Array(nodes * WORDS);
  const position = new Int32Array(nodes);
  for (let at = 0; at < nodes; at++) position[order[at] as number] = at;
  let changed = false;
  for (let end = nodes; end > 0;) {
    if (isOver()) return "cut";
    const block = blockBefore(end, order, open.offset);
    end = block.start;
    if (block.targets.length === 0) continue;
    reachBlock(block.targets, position, order, rows, reach);
    for (const [bit, target] of block.targets.entries()) {
      const word = bit >> 5;
      const mask = 1 << (bit & 31);
      for (let at = open.offset[target] as number; at < (open.offset[target + 1] as number); at++) {
        const head = open.to[at] as number;
        if ((position[head] as number) > (position[target] as number)) continue;
        if (((reach[head * WORDS + word] as number) & mask) === 0) continue;
        const out = literal[edgeOf[at] as number] as number;
        if (value[out] === 1) return "impossible";
        value[out] = -1;
        value[out ^ 1] = 1;
        changed = true;
      }
    }
  }
  return changed ? "changed" : "open";
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
