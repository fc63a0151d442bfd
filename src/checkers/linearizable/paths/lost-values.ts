// The values that were certainly put into a queue and that nobody is known to have taken out, and the dequeues of unknown outcome
// that may have taken some: counts by time.
import { NEVER } from "../op-table.ts";
import { NONE, type QueueOps, shownValue } from "./queue-ops.ts";

/** Ranks of its queue's timeline; lists are places in `ObjectOps`. */
export class LostValues {
  readonly #queue: QueueOps;
  /** Enqueues of lost values, in order of their returns, and these returns. */
  readonly #enqueues: Int32Array;
  readonly #returns: Int32Array;
  readonly #takerCalls: Int32Array;

  constructor(queue: QueueOps) {
    this.#queue = queue;
    const { ret, call, enqueue, dequeue, values, takers } = queue;
    const lost: number[] = [];
    for (let value = 0; value < values; value++) {
      const put = enqueue[value] as number;
      if (dequeue[value] === NONE && ret[put] !== NEVER) lost.push(put);
    }
    lost.sort((a, b) => (ret[a] as number) - (ret[b] as number));
    this.#enqueues = Int32Array.from(lost);
    this.#returns = Int32Array.from(lost, (i) => ret[i] as number);
    this.#takerCalls = Int32Array.from(takers, (i) => call[i] as number);
  }

  get count(): number {
    return this.#enqueues.length;
  }

  /** How many lost values were in by then, at least if nobody took any. */
  inBy(rank: number): number {
    return countUpTo(this.#returns, rank);
  }

  /** How many takers had been called by then. */
  takersBy(rank: number): number {
    return countUpTo(this.#takerCalls, rank);
  }

  /** The operations of the first so many lost values and takers. */
  first(values: number, takers: number): readonly number[] {
    return [...this.#enqueues.subarray(0, values), ...this.#queue.takers.slice(0, takers)];
  }

  /** In words: so many takers cannot have taken out all of the first so many values. */
  inWords(values: number, takers: number): string {
    const puts = [...this.#enqueues.subarray(0, Math.min(values, MAX_NAMED))];
    const names = puts.map((i) => shownValue(this.#queue, i));
    if (values > MAX_NAMED) names.push("others");
    const last = String(names.pop());
    const those = names.length === 0 ? last : `${names.join(", ")} and ${last}`;
    if (takers === 0) return `nobody had taken out ${those}`;
    const most = takers === 1 ? "one dequeue" : `${String(takers)} dequeues`;
    return `only ${most} of unknown outcome can have taken out any of ${those}`;
  }
}

/** More values than this are not named one by one. */
export const MAX_NAMED = 4;

/** How many numbers of an ascending list are at most `limit`. */
function countUpTo(ascending: Int32Array, limit: number): number {
  let low = 0;
  for (let high = ascending.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
