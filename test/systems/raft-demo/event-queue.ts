// Virtual time: actions in the order of their times, those of one instant in the order they were added.

interface Event {
  readonly atMs: number;
  readonly sequence: number;
  readonly action: () => void;
}

/** A binary heap that is its own clock. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #nowMs = 0;
  #sequence = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  add(delayMs: number, action: () => void): void {
    const event = { atMs: this.#nowMs + delayMs, sequence: this.#sequence++, action };
    let child = this.#heap.push(event) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(event, this.#at(parent))) break;
      this.#heap[child] = this.#at(parent);
      child = parent;
    }
    this.#heap[child] = event;
  }

  /** Carries out everything due by `timeMs`, and stands there. */
  runUntil(timeMs: number): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.atMs > timeMs) break;
      this.#removeFirst();
      this.#nowMs = first.atMs;
      first.action();
    }
    this.#nowMs = timeMs;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    const size = this.#heap.length;
    if (last === undefined || size === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= size) break;
      if (child + 1 < size && before(this.#at(child + 1), this.#at(child))) child++;
      if (!before(this.#at(child), last)) break;
      this.#heap[parent] = this.#at(child);
      parent = child;
    }
    this.#heap[parent] = last;
  }

  #at(index: number): Event {
    return this.#heap[index] as Event;
  }
}

const before = (a: Event, b: Event): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
