// Growable typed-array columns: what histories of a million events are stored in. Knows nothing of events.

import { elementAt } from "./assert.ts";

type Numeric = Float64Array | Int32Array | Uint16Array | Uint8Array;

const FIRST_CAPACITY = 1024;

/** A column of numbers that grows by doubling. */
export class Column<A extends Numeric> {
  #data: A;
  #length = 0;
  readonly #make: (capacity: number) => A;

  constructor(make: (capacity: number) => A) {
    this.#make = make;
    this.#data = make(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const bigger = this.#make(this.#data.length * 2);
      bigger.set(this.#data);
      this.#data = bigger;
    }
    this.#data[this.#length++] = value;
  }

  /** The value at `index`, which must have been pushed. */
  at(index: number): number {
    return elementAt(this.#data, index);
  }

  set(index: number, value: number): void {
    this.#data[index] = value;
  }

  /** What was pushed so far; a view, valid until the next push. */
  view(): A {
    return this.#data.subarray(0, this.#length) as A;
  }
}

/** Gives every distinct string or number a dense id, in order of first sight. */
export class Interner<T extends string | number> {
  readonly #ids = new Map<T, number>();
  readonly #names: T[] = [];

  idOf(name: T): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  get names(): readonly T[] {
    return this.#names;
  }
}
