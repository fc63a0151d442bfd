// The memo of the search: configurations met so far, exact and compact, in one growing Int32Array. A configuration is
// the state, which required operations are linearized, and how many of each family of unknown ones.
import type { LinearizedOps } from "./linearized-ops.ts";

/** Ints before the words of an entry: hash, state, base, number of words. */
const HEAD = 4;
/** Small: there may be a hundred thousand objects, most with a few configurations. */
const FIRST_SLOTS = 1 << 4;
const FIRST_ARENA = 1 << 4;

/** Marks, in the number of words of an entry, that nothing is pending there. */
const CUT = 1 << 30;

/**
 * Open addressing over offsets into an arena; doubles at half load.
 *
 * Of two configurations that differ only in the unknown operations they have used, one that has used no more of any family
 * *covers* the other: whatever completes the other completes it, with operations called no later. So none is entered that is covered
 * by one met before, and one that covers another takes its entry. No completion is lost: of all configurations ever met
 * that have completions take one whose shortest is shortest; its first step leads to another, with a shorter one, that was met
 * or covered by one that was.
 */
export class ConfigurationSet {
  #slots = new Int32Array(FIRST_SLOTS);
  #arena = new Int32Array(FIRST_ARENA);
  #end = 1;
  #size = 0;
  /** Families of unknown operations, once an entry is there. */
  #families = 0;
  /** Configurations that were new when they came. */
  added = 0;

  get bytes(): number {
    return this.#slots.byteLength + this.#arena.byteLength;
  }

  /** Adds a configuration; false when it, or one that covers it, is there. */
  add(state: number, set: LinearizedOps, isCut: boolean): boolean {
    const from = set.base >> 5;
    const words = Math.max(0, (set.last >> 5) - from + 1);
    const hash = mix(set.hash, state);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let at = this.#slots[slot] as number; at !== 0; at = this.#slots[slot] as number) {
      if (this.#equals(at, hash, state, set, from, words)) {
        const used = at + HEAD + words;
        if (this.#covers(used, set.used)) return false;
        if (this.#isCovered(used, set.used)) {
          this.#arena.set(set.used, used);
          this.added++;
          return true;
        }
      }
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#append(hash, state, set, from, words, isCut);
    this.added++;
    if (++this.#size * 2 > this.#slots.length) this.#index(this.#slots.length * 2);
    return true;
  }

  /** Keeps only configurations where nothing is pending. */
  forget(): void {
    const old = this.#arena;
    let end = 1;
    this.#size = 0;
    for (let at = 1; at < this.#end;) {
      const words = old[at + 3] as number;
      const next = at + HEAD + (words & ~CUT) + this.#families;
      if (words >= CUT) {
        old.copyWithin(end, at, next);
        end += next - at;
        this.#size++;
      }
      at = next;
    }
    this.#end = end;
    this.#arena = old.slice(0, Math.max(FIRST_ARENA, end * 2));
    let slots = FIRST_SLOTS;
    while (slots < this.#size * 2) slots *= 2;
    this.#index(slots);
  }

  /** Whether the entry has the same state and required operations. */
  #equals(
    at: number,
    hash: number,
    state: number,
    { base, words }: LinearizedOps,
    from: number,
    count: number,
  ): boolean {
    const arena = this.#arena;
    if (arena[at] !== hash || arena[at + 1] !== state) return false;
    if (arena[at + 2] !== base || ((arena[at + 3] as number) & ~CUT) !== count) return false;
    const body = at + HEAD;
    for (let i = 0; i < count; i++) if (arena[body + i] !== words[from + i]) return false;
    return true;
  }

  #covers(at: number, used: Int32Array): boolean {
    for (let i = 0; i < used.length; i++)
      if ((this.#arena[at + i] as number) > (used[i] as number)) return false;
    return true;
  }

  #isCovered(at: number, used: Int32Array): boolean {
    for (let i = 0; i < used.length; i++)
      if ((this.#arena[at + i] as number) < (used[i] as number)) return false;
    return true;
  }

  #append(
    hash: number,
    state: number,
    { base, words, used }: LinearizedOps,
    from: number,
    count: number,
    isCut: boolean,
  ): number {
    const at = this.#end;
    this.#families = used.length;
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
    arena[at + 3] = isCut ? count | CUT : count;
    for (let i = 0; i < count; i++) arena[at + HEAD + i] = words[from + i] as number;
    for (let i = 0; i < used.length; i++) arena[at + HEAD + count + i] = used[i] as number;
    return at;
  }

  /** Enters everything in the arena into so many slots. */
  #index(count: number): void {
    const slots = new Int32Array(count);
    const arena = this.#arena;
    const mask = count - 1;
    for (let at = 1; at < this.#end;) {
      let slot = (arena[at] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = at;
      at += HEAD + ((arena[at + 3] as number) & ~CUT) + this.#families;
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
