// The open operations of an object that serve a purpose alike, the one that returns first to be taken first. Knows no data type.

/** A binary heap of places in `ret`; those that need never return come last. */
export class EarliestFirst {
  readonly #ret: Int32Array;
  readonly #heap: number[] = [];

  /** `ret` gives each operation's return. */
  constructor(ret: Int32Array) {
    this.#ret = ret;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(i: number): void {
    let at = this.#heap.push(i) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#endAt(parent) <= this.#endAt(at)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Undefined where there is none. */
  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && this.#endAt(child + 1) < this.#endAt(child)) child++;
      if (child >= heap.length || this.#endAt(at) <= this.#endAt(child)) return first;
      this.#swap(at, child);
      at = child;
    }
  }

  #endAt(at: number): number {
    return this.#ret[this.#heap[at] as number] as number;
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b] as number, heap[a] as number];
  }
}
