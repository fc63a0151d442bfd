// Queues whose values are put in once each, first-in-first-out or without order: decided by the few ways in which such a
// history can be wrong.
import { NEVER } from "../op-table.ts";
import { LostValues } from "./lost-values.ts";
import { type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, type PathOptions, UNDECIDED } from "./path.ts";
import { neverEmpty } from "./queue-empty.ts";
import { NONE, type QueueOps, queueOpsOf, shownValue } from "./queue-ops.ts";

/**
 * Exact for values that are distinct and a queue that is empty at first; O(n). The ways are those of Henzinger, Sezgin & Vafeiadis,
 * "Aspect-oriented linearizability proofs", CONCUR 2013: a value dequeued twice, or never or not yet enqueued (`queueOpsOf`), two
 * values out of order, and a queue found empty while something was in it.
 *
 * Unknown outcomes. An enqueue that nobody is known to have dequeued is left out: who took the value unseen could as well have done
 * nothing. A *lost* value was certainly enqueued, and nobody is known to have dequeued it; a *taker*, a dequeue of unknown outcome, can take one.
 * The lost values that takers must have taken by a time are those enqueued before some value dequeued by then, and those that were in when the queue was
 * found empty. Both are the first so many in order of the enqueues' returns, so counts decide (Hall's theorem): by no
 * such time may they be more than the takers called.
 */
const pathOf = (model: string, ordered: boolean): LinearPath => ({
  name: ordered ? "queue of distinct values" : "bag of distinct values",
  models: [model],
  decide: (table, { initial }) =>
    judgeEach(table, (ops) => (isEmpty(initial) ? judge(ops, ordered) : UNDECIDED)),
});

export const fifoQueuePath = pathOf("fifo-queue", true);
export const unorderedQueuePath = pathOf("unordered-queue", false);

const isEmpty = (initial: PathOptions["initial"]): boolean =>
  initial === null || (Array.isArray(initial) && initial.length === 0);

function judge(ops: ObjectOps, ordered: boolean): number | Finding {
  const queue = queueOpsOf(ops);
  if (queue === null) return UNDECIDED;
  if ("because" in queue) return queue;
  const lost = new LostValues(queue);
  const disorder = ordered ? (outOfOrder(queue) ?? overtaken(queue, lost)) : null;
  return disorder ?? neverEmpty(queue, lost) ?? LINEARIZABLE;
}

/** Two values that were both dequeued, in the other order than they were enqueued. */
function outOfOrder(queue: QueueOps): Finding | null {
  const { call, ret, enqueue, dequeue } = queue;
  let first = NONE; // of the values enqueued so far the one whose dequeue is called last
  let latest = NONE;
  for (const sign of enqueuesByRank(queue)) {
    if (sign === 0) continue;
    const value = Math.abs(sign) - 1;
    const taken = dequeue[value] as number;
    if (sign < 0 && (call[taken] as number) > latest) {
      latest = call[taken] as number;
      first = value;
    } else if (sign > 0 && latest > (ret[taken] as number)) {
      const puts = [enqueue[first] as number, enqueue[value] as number] as const;
      const [x, y] = [shownValue(queue, puts[0]), shownValue(queue, puts[1])];
      return {
        ops: [...puts, taken, dequeue[first] as number],
        because: `${x} was enqueued before ${y}, but ${y} was dequeued before ${x}`,
      };
    }
  }
  return null;
}

/** The values that were dequeued: v + 1 at the rank of its enqueue's call, -(v + 1) at that of its return. */
function enqueuesByRank({ span, call, ret, enqueue, dequeue, values }: QueueOps): Int32Array {
  const at = new Int32Array(span);
  for (let value = 0; value < values; value++) {
    if (dequeue[value] === NONE) continue;
    const put = enqueue[value] as number;
    at[call[put] as number] = value + 1;
    if (ret[put] !== NEVER) at[ret[put] as number] = -(value + 1);
  }
  return at;
}

/** A dequeued value before which more lost values were enqueued than takers can have taken in time. */
function overtaken(queue: QueueOps, lost: LostValues): Finding | null {
  if (lost.count === 0) return null;
  const { call, ret, enqueue, dequeue, values } = queue;
  for (let value = 0; value < values; value++) {
    const taken = dequeue[value] as number;
    if (taken === NONE) continue;
    const put = enqueue[value] as number;
    const takers = lost.takersBy(ret[taken] as number);
    if (lost.inBy(call[put] as number) <= takers) continue;
    return {
      ops: [put, taken, ...lost.first(takers + 1, takers)],
      because: `${shownValue(queue, put)} was dequeued although ${lost.inWords(takers + 1, takers)}, enqueued before it`,
    };
  }
  return null;
}
