// The memo of the search: configurations met so far, exact and compact, in one growing Int32Array. A configuration is
// the state, which required operations are linearized, and how many of each family of unknown ones.

/** Ints before the words of an entry: hash, state, base, number of words. */
const HEAD = 4;
/** Small: there may be a hundred thousand objects, most with a few configurations. */
const FIRST_SLOTS = 1 << 6;
const FIRST_ARENA = 1 << 9;

/**
 * Which required operations are linearized: all before `base` are, none after `last`; between them `words` tells, one bit each.
 */
export interface LinearizedSet {
  hash: number;
  base: number;
  last: number;
  readonly words: Int32Array;
  /** Per family of unknown operations: how many are linearized. */
  readonly used: Int32Array;
}

/** Open addressing over offsets into an arena; doubles at half load. */
export class ConfigurationSet {
  #slots = new Int32Array(FIRST_SLOTS);
  #arena = new Int32Array(FIRST_ARENA);
  #end = 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#slots.byteLength + this.#arena.byteLength;
  }

  /** Adds a configuration; false when it was there. */
  add(state: number, set: LinearizedSet): boolean {
    const from = set.base >> 5;
    const count = Math.max(0, (set.last >> 5) - from + 1);
    const hash = mix(set.hash, state);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let at = this.#slots[slot] as number; at !== 0; at = this.#slots[slot] as number) {
      if (this.#equals(at, hash, state, set, from, count)) return false;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#append(hash, state, set, from, count);
    if (++this.#size * 2 > this.#slots.length) this.#grow();
    return true;
  }

  #equals(
    at: number,
    hash: number,
    state: number,
    { base, words, used }: LinearizedSet,
    from: number,
    count: number,
  ): boolean {
    const arena = this.#arena;
    if (arena[at] !== hash || arena[at + 1] !== state) return false;
    if (arena[at + 2] !== base || arena[at + 3] !== count) return false;
    const body = at + HEAD;
    for (let i = 0; i < count; i++) if (arena[body + i] !== words[from + i]) return false;
    for (let i = 0; i < used.length; i++) if (arena[body + count + i] !== used[i]) return false;
    return true;
  }

  #append(hash: number, state: number, set: LinearizedSet, from: number, count: number): number {
    const { base, words, used } = set;
    const at = this.#end;
    this.#end = at + HEAD + count + used.length;
    if (this.#end > this.#arena.length) {
      const bigger = new Int32Array(Math.max(this.#arena.length * 2, this.#end));
      bigger.set(this.#arena);
      this.#arena = bigger;
    }
    const arena = this.#arena;
    arena[at] = hash;
    arena[at + 1] = state;
    arena[at + 2] = base;
    arena[at + 3] = count;
    for (let i = 0; i < count; i++) arena[at + HEAD + i] = words[from + i] as number;
    for (let i = 0; i < used.length; i++) arena[at + HEAD + count + i] = used[i] as number;
    return at;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (const at of this.#slots) {
      if (at === 0) continue;
      let slot = (this.#arena[at] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = at;
    }
    this.#slots = slots;
  }
}

/** The finalizer of MurmurHash3 (Appleby, public domain) over the set's hash and the state. */
function mix(hash: number, state: number): number {
  let h = Math.imul(hash ^ Math.imul(state + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
