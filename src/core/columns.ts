// Growable typed-array columns: what histories of a million events are stored in. Knows nothing of events.

import { elementAt } from "./assert.ts";

type Numeric = Float64Array | Int32Array | Uint16Array | Uint8Array;

interface NumericArray<A extends Numeric> {
  readonly BYTES_PER_ELEMENT: number;
  new (lengthOrBytes: number | ArrayBuffer): A;
}

const FIRST_CAPACITY = 1024;
/** By so much a full column grows: spare room and the old copy together stay below what is kept. */
const GROWTH = 1.5;

/** A column of numbers that grows as it is pushed to; old copies are freed at once, not when garbage is collected. */
export class Column<A extends Numeric> {
  #data: A;
  #length = 0;
  readonly #kind: NumericArray<A>;

  constructor(kind: NumericArray<A>) {
    this.#kind = kind;
    this.#data = new kind(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length)
      this.#resize(Math.max(FIRST_CAPACITY, Math.ceil(this.#length * GROWTH)));
    this.#data[this.#length++] = value;
  }

  /** The value at `index`, which must have been pushed. */
  at(index: number): number {
    return elementAt(this.#data, index);
  }

  set(index: number, value: number): void {
    this.#data[index] = value;
  }

  /** What was pushed so far, without spare room; valid until the next push. */
  view(): A {
    if (this.#length < this.#data.length) this.#resize(this.#length);
    return this.#data;
  }

  #resize(capacity: number): void {
    const bytes = this.#data.buffer as ArrayBuffer;
    this.#data = new this.#kind(bytes.transfer(capacity * this.#kind.BYTES_PER_ELEMENT));
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
