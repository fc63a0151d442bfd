// A growing table from a state and a kind of operation to the state after, all integers. Knows no model.

const FIRST_SLOTS = 1 << 6;
/** Ints of an entry: state, kind, state after. */
const ENTRY = 3;
const FREE = -1;

/** Open addressing in one typed array, doubled at half load: what it takes is what was asked for, not states times kinds. */
export class TransitionTable {
  #entries = new Int32Array(FIRST_SLOTS * ENTRY).fill(FREE);
  #mask = FIRST_SLOTS - 1;
  #size = 0;

  /** The state after; undefined where it was not set. */
  get(state: number, kind: number): number | undefined {
    const at = this.#slotOf(state, kind);
    return this.#entries[at] === FREE ? undefined : this.#entries[at + 2];
  }

  get bytes(): number {
    return this.#entries.byteLength;
  }

  /** Notes a transition that was not there. */
  set(state: number, kind: number, after: number): void {
    this.#put(state, kind, after);
    if (++this.#size * 2 > this.#mask) this.#grow();
  }

  #put(state: number, kind: number, after: number): void {
    const at = this.#slotOf(state, kind);
    this.#entries[at] = state;
    this.#entries[at + 1] = kind;
    this.#entries[at + 2] = after;
  }

  /** Where the entry is, or would be. */
  #slotOf(state: number, kind: number): number {
    const entries = this.#entries;
    let hash = Math.imul(state + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(kind + 1, 0xc2b2ae35);
    hash ^= hash >>> 15;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * ENTRY;
      if (entries[at] === FREE || (entries[at] === state && entries[at + 1] === kind)) return at;
    }
  }

  #grow(): void {
    const old = this.#entries;
    this.#mask = this.#mask * 2 + 1;
    this.#entries = new Int32Array((this.#mask + 1) * ENTRY).fill(FREE);
    for (let at = 0; at < old.length; at += ENTRY)
      if (old[at] !== FREE)
        this.#put(old[at] as number, old[at + 1] as number, old[at + 2] as number);
  }
}
