// One element of a set, there or not, by all that it may have gone through: the states that are possible now, each with what the
// open calls on it may have done and seen so far (G. Lowe's just-in-time linearization, breadth first). Knows no sets.

/** What a call does to the element; only the last leaves it as it is. */
export type Deed = "add" | "remove" | "contains";

interface Slot {
  readonly deed: Deed;
  /** It never ends, and may take effect at any time. */
  isLost: boolean;
}

/** Bits of a possibility: whether the element is there, then two for each slot. */
const THERE = 1;
const SLOTS = 14;
/** In a slot: what an add or remove found when it took effect (neither: it has not), or what a contains can have seen. */
const ABSENT = 1;
const PRESENT = 2;
const BOTH = ABSENT | PRESENT;
/** Beyond, an element is too busy to be followed. */
const MAX_POSSIBILITIES = 1 << 10;

/**
 * All possibilities are kept closed: whatever an open call may do it has also done in another one. So an end just picks those that
 * agree with it, and none is left exactly when nothing explains what was told. Exact for any use of the element; the number of
 * possibilities doubles at worst with each open or lost add and remove of it.
 */
export class Member {
  #possible: number[];
  readonly #slots: (Slot | null)[] = [];

  constructor(isThere: boolean) {
    this.#possible = [isThere ? THERE : 0];
  }

  /** Whether it is certainly there, or not, with no call open or lost; null otherwise. */
  get settled(): boolean | null {
    if (this.#possible.length > 1 || this.#slots.some((slot) => slot !== null)) return null;
    return this.#possible[0] === THERE;
  }

  /** The slot of the call; null where there are too many calls to follow. */
  open(deed: Deed): number | null {
    const free = this.#slots.indexOf(null);
    const slot = free < 0 ? this.#slots.length : free;
    if (slot >= SLOTS) return null;
    this.#slots[slot] = { deed, isLost: false };
    if (deed === "contains")
      this.#possible = this.#possible.map((p) => p | (found(p) << shiftOf(slot)));
    return this.#close() ? slot : null;
  }

  /** The call took effect, and found the element there or not; null where it does not say. False if that is impossible. */
  happened(slot: number, wasThere: boolean | null): boolean {
    const { deed } = this.#slots[slot] as Slot;
    if (deed === "contains" && wasThere === null) return this.#pick(slot, () => true);
    const asked = wasThere === null ? BOTH : wasThere ? PRESENT : ABSENT;
    return this.#pick(slot, (status) => (status & asked) !== 0);
  }

  /** The call had no effect. False if that is impossible. */
  failed(slot: number): boolean {
    const { deed } = this.#slots[slot] as Slot;
    return this.#pick(slot, (status) => deed === "contains" || status === 0);
  }

  /** The call may take effect at any time, or never. */
  lost(slot: number): void {
    const call = this.#slots[slot] as Slot;
    call.isLost = true;
    if (call.deed === "contains") this.#pick(slot, () => true);
    else this.#free();
  }

  #pick(slot: number, agrees: (status: number) => boolean): boolean {
    const shift = shiftOf(slot);
    const left = this.#possible.filter((p) => agrees((p >> shift) & BOTH));
    this.#possible = [...new Set(left.map((p) => p & ~(BOTH << shift)))];
    this.#slots[slot] = null;
    this.#free();
    return left.length > 0;
  }

  /** What is lost has had its effect, in all that is possible. */
  #free(): void {
    this.#slots.forEach((call, slot) => {
      if (call?.isLost !== true) return;
      const shift = shiftOf(slot);
      if (!this.#possible.every((p) => ((p >> shift) & BOTH) !== 0)) return;
      this.#slots[slot] = null;
      this.#possible = [...new Set(this.#possible.map((p) => p & ~(BOTH << shift)))];
    });
  }

  /** Lets every open or lost call take effect now, too; false where that is too much. */
  #close(): boolean {
    const known = new Set(this.#possible);
    const seen = this.#contained();
    for (const p of known) {
      this.#slots.forEach((call, slot) => {
        const shift = shiftOf(slot);
        if (call === null || call.deed === "contains" || ((p >> shift) & BOTH) !== 0) return;
        const after = (p & ~THERE) | (found(p) << shift) | (call.deed === "add" ? THERE : 0);
        known.add(after | (call.deed === "add" ? seen << 1 : seen));
      });
      if (known.size > MAX_POSSIBILITIES) return false;
    }
    this.#possible = [...known];
    return true;
  }

  /** The bits by which all open calls of contains have seen the element absent. */
  #contained(): number {
    let bits = 0;
    this.#slots.forEach((call, slot) => {
      if (call?.deed === "contains") bits |= ABSENT << shiftOf(slot);
    });
    return bits;
  }
}

const shiftOf = (slot: number): number => 1 + 2 * slot;

const found = (possibility: number): number => ((possibility & THERE) === 0 ? ABSENT : PRESENT);
