// Gives every version of every key, a pair (key, value), a dense id: open addressing in typed arrays, no object per version.
// Knows nothing of transactions.
import { ints, copied } from "./columns.ts";

/** A value that a transaction can write. */
export type Scalar = string | number | boolean;

const FIRST_CAPACITY = 1024;
const NOT_FOUND = -1;
/** Integers below this are their own code; everything else is interned. */
const PLAIN_INTEGERS = 2 ** 30;

/** A slot of the table holds key, code and version side by side, so that a look costs one line of cache. */
const STRIDE = 3;

export class VersionTable {
  #slots: Int32Array;
  #keys: Int32Array;
  #codes: Int32Array;
  #size = 0;
  readonly #odd = new Map<unknown, number>();
  readonly #oddValues: Scalar[] = [];

  /** `expected` versions fit without a copy. */
  constructor(expected: number) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(expected, FIRST_CAPACITY)));
    this.#keys = ints(capacity);
    this.#codes = ints(capacity);
    this.#slots = ints(capacity * 2 * STRIDE).fill(NOT_FOUND);
  }

  /** Number of versions; their ids are below it. */
  get size(): number {
    return this.#size;
  }

  /** The id of a version, made if it is new. */
  add(key: number, value: Scalar): number {
    const code = this.#codeOf(value, true);
    let slot = slotOf(this.#slots, key, code);
    const known = this.#slots[slot + 2] as number;
    if (known !== NOT_FOUND) return known;
    if (this.#size === this.#keys.length) {
      this.#grow();
      slot = slotOf(this.#slots, key, code);
    }
    this.#keys[this.#size] = key;
    this.#codes[this.#size] = code;
    fill(this.#slots, slot, key, code, this.#size);
    return this.#size++;
  }

  /** The id of a version; -1 if nobody added it. */
  find(key: number, value: unknown): number {
    const code = this.#codeOf(value, false);
    return code === NOT_FOUND
      ? NOT_FOUND
      : (this.#slots[slotOf(this.#slots, key, code) + 2] as number);
  }

  keyOf(version: number): number {
    return this.#keys[version] as number;
  }

  valueOf(version: number): Scalar {
    const code = this.#codes[version] as number;
    return (code & 1) === 0 ? code >>> 1 : (this.#oddValues[code >>> 1] as Scalar);
  }

  #codeOf(value: unknown, add: boolean): number {
    if (
      typeof value === "number" &&
      Number.isInteger(value) &&
      value >= 0 &&
      value < PLAIN_INTEGERS
    )
      return value * 2;
    const known = this.#odd.get(value);
    if (known !== undefined) return known;
    if (!add) return NOT_FOUND;
    const code = this.#oddValues.push(value as Scalar) * 2 - 1;
    this.#odd.set(value, code);
    return code;
  }

  #grow(): void {
    const capacity = this.#keys.length * 2;
    this.#keys = copied(this.#keys, capacity);
    this.#codes = copied(this.#codes, capacity);
    this.#slots = ints(capacity * 2 * STRIDE).fill(NOT_FOUND);
    for (let version = 0; version < this.#size; version++) {
      const [key, code] = [this.#keys[version] as number, this.#codes[version] as number];
      fill(this.#slots, slotOf(this.#slots, key, code), key, code, version);
    }
  }
}

/**
 * Where (key, code) is in the slots, or belongs. Sixteen neighbours in value are neighbours in memory, as they are met together;
 * more would make the ranges of two keys overlap, and every look walk over one of them.
 */
function slotOf(slots: Int32Array, key: number, code: number): number {
  const count = slots.length / STRIDE;
  const mixed = Math.imul(Math.imul(key, 0x85ebca6b) ^ (code >>> 5), 0x9e3779b1);
  const block = mixed ^ (mixed >>> 15);
  for (let at = ((block << 4) | ((code >>> 1) & 15)) & (count - 1); ; at = (at + 1) & (count - 1)) {
    const slot = at * STRIDE;
    if (slots[slot + 2] === NOT_FOUND) return slot;
    if (slots[slot] === key && slots[slot + 1] === code) return slot;
  }
}

function fill(slots: Int32Array, slot: number, key: number, code: number, version: number): void {
  slots[slot] = key;
  slots[slot + 1] = code;
  slots[slot + 2] = version;
}
