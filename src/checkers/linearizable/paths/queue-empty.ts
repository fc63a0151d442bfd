// Whether a queue can have been empty whenever a dequeue found it empty. A gap is the time between an event and the next, named after the
// first one's rank: what matters is which values were certainly in the queue in each gap.
import { NEVER } from "../op-table.ts";
import { type LostValues, MAX_NAMED } from "./lost-values.ts";
import type { Finding } from "./object-ops.ts";
import { NONE, type QueueOps, shownValue } from "./queue-ops.ts";

/** A value is in for certain from its enqueue's return to its dequeue's call; a lost one for good, but for takers. O(n). */
export function neverEmpty(queue: QueueOps, lost: LostValues): Finding | null {
  const { call, ret, empties } = queue;
  if (empties.length === 0) return null;
  const held = heldGaps(queue);
  const freeBefore = new Int32Array(queue.span + 1);
  let free = 0;
  for (let gap = 0; gap < queue.span; gap++) {
    freeBefore[gap] = free;
    if (held[gap] === 0 && lost.inBy(gap) <= lost.takersBy(gap)) free++;
  }
  freeBefore[queue.span] = free;
  for (const i of empties)
    if (freeBefore[call[i] as number] === freeBefore[ret[i] as number])
      return fullAllTheTime(queue, lost, held, i);
  return null;
}

/** Per gap how many values with a known dequeue are in for certain. */
function heldGaps({ span, call, ret, enqueue, dequeue, values }: QueueOps): Int32Array {
  const held = new Int32Array(span + 1);
  for (let value = 0; value < values; value++) {
    if (dequeue[value] === NONE) continue;
    const from = ret[enqueue[value] as number] as number;
    const to = call[dequeue[value] as number] as number;
    if (from >= to) continue;
    held[from] = (held[from] as number) + 1;
    held[to] = (held[to] as number) - 1;
  }
  for (let gap = 1; gap < span; gap++)
    held[gap] = (held[gap] as number) + (held[gap - 1] as number);
  return held;
}

/** Few values that were in, one or another, while `empty` ran: as few lost ones as gaps without others need, then a least cover. */
function fullAllTheTime(
  queue: QueueOps,
  lost: LostValues,
  held: Int32Array,
  empty: number,
): Finding {
  const { call, ret, enqueue, dequeue } = queue;
  const [from, to] = [call[empty] as number, ret[empty] as number];
  let needed = 0;
  for (let gap = from; gap < to; gap++) if (held[gap] === 0) needed = lost.takersBy(gap) + 1;
  const isLeft = (gap: number): boolean => Math.min(lost.inBy(gap), needed) > lost.takersBy(gap);
  const cover = leastCover(queue, from, to, isLeft);
  const puts = cover.map((value) => enqueue[value] as number);
  const takes = cover.map((value) => dequeue[value] as number);
  const names = puts.slice(0, MAX_NAMED).map((i) => shownValue(queue, i));
  if (puts.length > MAX_NAMED) names.push("others");
  const words = [
    ...(puts.length === 0
      ? []
      : [`${names.join(", ")} ${puts.length === 1 ? "was" : "were, one or another,"} in it`]),
    ...(needed === 0 ? [] : [lost.inWords(needed, needed - 1)]),
  ];
  return {
    ops: [
      empty,
      ...puts.flatMap((put, at) => [put, takes[at] as number]),
      ...lost.first(needed, needed),
    ],
    because: `a dequeue found the queue empty although all the time ${words.join(" or ")}`,
  };
}

/** Values with a known dequeue that together are in through all gaps but those that `isLeft` covers: each as long as can be. */
function leastCover(
  { call, ret, enqueue, dequeue, values }: QueueOps,
  from: number,
  to: number,
  isLeft: (gap: number) => boolean,
): readonly number[] {
  const inBy = (value: number): number => ret[enqueue[value] as number] as number;
  const outBy = (value: number): number => call[dequeue[value] as number] as number;
  const known = Array.from({ length: values }, (_, value) => value)
    .filter((value) => dequeue[value] !== NONE && inBy(value) < to && outBy(value) > from)
    .filter((value) => inBy(value) !== NEVER)
    .sort((a, b) => inBy(a) - inBy(b));
  const cover: number[] = [];
  let best = NONE;
  let next = 0;
  for (let gap = from; gap < to;) {
    for (; next < known.length && inBy(known[next] as number) <= gap; next++)
      if (best === NONE || outBy(known[next] as number) > outBy(best)) best = known[next] as number;
    if (isLeft(gap)) gap++;
    else {
      cover.push(best);
      gap = outBy(best);
    }
  }
  return cover;
}
