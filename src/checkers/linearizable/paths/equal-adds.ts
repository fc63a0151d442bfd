// A counter all of whose adds add the same: its totals are counts of adds. Decided event by event.
import type { CounterOps } from "./counter-ops.ts";
import { EarliestFirst } from "./earliest-first.ts";
import { eventsOf, type Finding } from "./object-ops.ts";

/**
 * The adds done are kept as few as may be: one is done when it returns, or when a read that returns needs it; of those open, the one
 * that returns first. In any other order no fewer were done at any time, and what it did in addition is open here. A read is explained if
 * its count was passed while it ran, or can be reached when it returns.
 */
export class EqualAdds {
  readonly #counter: CounterOps;
  readonly #addend: number;
  readonly #events: Int32Array;
  readonly #open: EarliestFirst;
  readonly #isDone: Uint8Array;
  /** Per read: how many adds were done when it was called. */
  readonly #before: Int32Array;
  #done = 0;

  constructor(counter: CounterOps, addend: number) {
    const count = counter.rows.length;
    this.#counter = counter;
    this.#addend = addend;
    this.#events = eventsOf(counter);
    this.#open = new EarliestFirst(counter.ret);
    this.#isDone = new Uint8Array(count);
    this.#before = new Int32Array(count);
  }

  /** Null where all is well. */
  judge(): Finding | null {
    const isRead = new Uint8Array(this.#isDone.length);
    for (const i of this.#counter.reads) isRead[i] = 1;
    for (const sign of this.#events) {
      const i = Math.abs(sign) - 1;
      if (i < 0) continue;
      if (this.#counter.addend[i] !== 0) {
        if (sign > 0) this.#open.add(i);
        else if (this.#isDone[i] === 0) this.#do();
      } else if (isRead[i] === 1) {
        const wrong = sign > 0 ? this.#begin(i) : this.#saw(i);
        if (wrong !== null) return wrong;
      }
    }
    return null;
  }

  /** There is one that is open. An add that returns is the first among them. */
  #do(): void {
    this.#isDone[this.#open.take() as number] = 1;
    this.#done++;
  }

  #begin(read: number): null {
    this.#before[read] = this.#done;
    return null;
  }

  #saw(read: number): Finding | null {
    const count = this.#countSeen(read);
    if (count < (this.#before[read] as number)) return this.#tooFew(read, count);
    if (!Number.isInteger(count) || count > this.#done + this.#open.size)
      return this.#tooMany(read);
    while (this.#done < count) this.#do();
    return null;
  }

  #countSeen(read: number): number {
    return ((this.#counter.total[read] as number) - this.#counter.initial) / this.#addend;
  }

  /** Adds called before the rank, in order of their calls. */
  #addsBefore(rank: number): readonly number[] {
    const { addend, call } = this.#counter;
    return [...addend.keys()].filter((i) => addend[i] !== 0 && (call[i] as number) < rank);
  }

  #tooMany(read: number): Finding {
    const { ret, total } = this.#counter;
    return {
      ops: [read],
      support: this.#addsBefore(ret[read] as number),
      because: `a read saw the total ${String(total[read])}, which no number of the adds called by then brings about`,
    };
  }

  /** Backwards to where, of an earlier read or of none, as many are known to be done as with the adds since then are too many. */
  #tooFew(read: number, count: number): Finding {
    const { call, ret, addend, total, reads } = this.#counter;
    const told = new Set(reads);
    const since: number[] = [];
    const isSince = (i: number): boolean =>
      addend[i] !== 0 && (ret[i] as number) < (call[read] as number);
    for (let rank = call[read] as number; rank >= 0; rank--) {
      const sign = this.#events[rank] as number;
      const i = Math.abs(sign) - 1;
      if (sign > 0 && isSince(i)) since.push(i);
      if (since.length > count) break;
      if (sign >= 0 || !told.has(i)) continue;
      const known = this.#countSeen(i);
      if (known + since.length <= count) continue;
      return {
        ops: [read, i, ...since],
        support: this.#addsBefore(rank).slice(0, known),
        because: `a read saw the total ${String(total[read])}, though another had seen ${String(total[i])} before${since.length === 0 ? "" : " and adds had been done since"}`,
      };
    }
    return {
      ops: [read, ...since],
      because: `a read saw the total ${String(total[read])}, though more adds had been done before it was called`,
    };
  }
}
