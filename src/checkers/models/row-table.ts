// Hash-consing: gives every row of three integers a dense integer, in typed arrays. Lists, trees and tries whose nodes are rows
// are equal when their integers are. Knows no model.

const FIRST_ROWS = 1 << 5;
const WIDTH = 3;

/** Row 0 is (0, 0, 0), so that 0 can stand for what is empty. Open addressing, doubled at half load. */
export class RowTable {
  #rows = new Int32Array(FIRST_ROWS * WIDTH);
  /** Ids, one too high; 0 is free. */
  #slots = new Int32Array(FIRST_ROWS * 2);
  #size = 0;

  constructor() {
    this.idOf(0);
  }

  /** The row's id; new where the row is. */
  idOf(a: number, b = 0, c = 0): number {
    const slot = this.#slotOf(a, b, c);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known - 1;
    const id = this.#size++;
    this.#slots[slot] = this.#size;
    const at = id * WIDTH;
    this.#rows[at] = a;
    this.#rows[at + 1] = b;
    this.#rows[at + 2] = c;
    if (at + WIDTH === this.#rows.length) this.#grow();
    return id;
  }

  /** The row's id; -1 where it was never made. */
  find(a: number, b = 0, c = 0): number {
    return (this.#slots[this.#slotOf(a, b, c)] as number) - 1;
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#slots.byteLength;
  }

  a(id: number): number {
    return this.#rows[id * WIDTH] as number;
  }

  b(id: number): number {
    return this.#rows[id * WIDTH + 1] as number;
  }

  c(id: number): number {
    return this.#rows[id * WIDTH + 2] as number;
  }

  /** Where the row is, or would be. */
  #slotOf(a: number, b: number, c: number): number {
    const slots = this.#slots;
    const rows = this.#rows;
    const mask = slots.length - 1;
    let slot = hashOf(a, b, c) & mask;
    for (let id = slots[slot] as number; id !== 0; id = slots[slot] as number) {
      const at = (id - 1) * WIDTH;
      if (rows[at] === a && rows[at + 1] === b && rows[at + 2] === c) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = hashOf(this.a(id), this.b(id), this.c(id)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** Multiplications by odd constants and the finalizer of MurmurHash3 (Appleby, public domain). */
function hashOf(a: number, b: number, c: number): number {
  let hash = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ Math.imul(c + 0x165667b1, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return hash ^ (hash >>> 16);
}
