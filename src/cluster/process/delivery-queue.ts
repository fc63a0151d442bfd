// Things due later, in order of their time, behind one timer. A rim file: it owns that timer. Knows no messages.
import { elementAt } from "../../core/assert.ts";
import type { Clock } from "../../core/clock.ts";
import { fromMs } from "../../core/duration.ts";

const NANOS_PER_MS = 1e6;

interface Due<T> {
  readonly at: number;
  /** Keeps those of one instant in the order they came. */
  readonly sequence: number;
  readonly item: T;
}

/** A binary heap on time: hands each item to `deliver` when its delay is over. */
export class DeliveryQueue<T> {
  readonly #heap: Due<T>[] = [];
  readonly #clock: Clock;
  readonly #deliver: (item: T) => void;
  #timer: NodeJS.Timeout | null = null;
  #timerAt = Infinity;
  #sequence = 0;

  constructor(clock: Clock, deliver: (item: T) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(item: T, delayMs: number): void {
    const at = this.#clock.now() + fromMs(delayMs);
    this.#heap.push({ at, sequence: this.#sequence++, item });
    this.#siftUp(this.#heap.length - 1);
    this.#arm();
  }

  /** Forgets everything and stops the timer. */
  clear(): void {
    this.#heap.length = 0;
    this.#disarm();
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || first.at >= this.#timerAt) return;
    this.#disarm();
    this.#timerAt = first.at;
    const waitMs = Math.max(0, (first.at - this.#clock.now()) / NANOS_PER_MS);
    this.#timer = setTimeout(() => {
      this.#timerAt = Infinity;
      this.#deliverDue();
    }, waitMs);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerAt = Infinity;
  }

  #deliverDue(): void {
    const now = this.#clock.now();
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.#removeFirst();
      this.#deliver(first.item);
    }
    this.#arm();
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(start: number): void {
    for (let child = start; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #siftDown(start: number): void {
    for (let parent = start; ;) {
      const left = 2 * parent + 1;
      const right = left + 1;
      let least = parent;
      if (left < this.#heap.length && this.#before(left, least)) least = left;
      if (right < this.#heap.length && this.#before(right, least)) least = right;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #before(a: number, b: number): boolean {
    const x = elementAt(this.#heap, a);
    const y = elementAt(this.#heap, b);
    return x.at < y.at || (x.at === y.at && x.sequence < y.sequence);
  }

  #swap(a: number, b: number): void {
    const moved = elementAt(this.#heap, a);
    this.#heap[a] = elementAt(this.#heap, b);
    this.#heap[b] = moved;
  }
}
