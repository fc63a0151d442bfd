// Who establishes and who needs each fact of one object's operations, and what follows for operations of unknown outcome. Works on
// columns, since histories are long; the promises that facts make are in models/model.ts.
import type { Meaning } from "../../models/model.ts";
import { NEVER } from "../op-table.ts";
import type { Entries } from "./problem.ts";

/** No entry, no fact. */
export const NONE = -1;

/** Facts are dense integers, so what is known of each stands in columns, too. */
export class Facts {
  readonly #entries: Entries;
  /** Per fact: it holds at first; somebody needs or refutes it; the first return of those who need it. */
  readonly #initial: Uint8Array;
  readonly #noticed: Uint8Array;
  readonly #firstNeed: Int32Array;
  /** Per fact its writers in order of their calls, as a list through `#next`: a writing is an entry with one fact of it. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #next: number[] = [];
  readonly #writer: number[] = [];
  #refuting = false;

  constructor(entries: Entries, initial: ReadonlySet<number>) {
    const count = factCount(entries, initial);
    this.#entries = entries;
    this.#initial = new Uint8Array(count);
    this.#noticed = new Uint8Array(count);
    this.#firstNeed = new Int32Array(count).fill(NEVER);
    this.#first = new Int32Array(count).fill(NONE);
    this.#last = new Int32Array(count).fill(NONE);
    for (const fact of initial) this.#initial[fact] = 1;
    for (let i = 0; i < entries.count; i++) {
      const { establishes, needs, refutes } = entries.meaning[i] as Meaning;
      for (const fact of needs) this.#noticed[fact] = 1;
      for (const fact of refutes) this.#noticed[fact] = 1;
      for (const fact of establishes ?? []) this.#addWriter(fact, i);
      this.#refuting ||= refutes.length > 0;
    }
  }

  #addWriter(fact: number, entry: number): void {
    const writing = this.#writer.push(entry) - 1;
    this.#next.push(NONE);
    const last = this.#last[fact] as number;
    if (last === NONE) this.#first[fact] = writing;
    else this.#next[last] = writing;
    this.#last[fact] = writing;
  }

  /** An operation that took effect and needs what nobody established, or established only after it had returned; or `NONE`. */
  orphan(): number {
    const { count, meaning, required, call, ret } = this.#entries;
    for (let i = 0; i < count; i++) {
      if (required[i] === 0) continue;
      for (const fact of (meaning[i] as Meaning).needs) {
        if (this.#initial[fact] === 1) continue;
        const first = this.#first[fact] as number;
        if (first === NONE) return i;
        if ((call[this.#writer[first] as number] as number) >= (ret[i] as number)) return i;
      }
    }
    return NONE;
  }

  /** Spreads the first return of those who need a fact to the one that alone establishes it. */
  tighten(): void {
    const { count, required, ret } = this.#entries;
    const changed: number[] = [];
    for (let i = 0; i < count; i++) if (required[i] === 1) this.#need(i, changed);
    for (let fact = changed.pop(); fact !== undefined; fact = changed.pop()) {
      const first = this.#first[fact] as number;
      const isSole = first !== NONE && first === this.#last[fact] && this.#initial[fact] === 0;
      if (!isSole) continue;
      const writer = this.#writer[first] as number;
      const need = this.#firstNeed[fact] as number;
      if (need >= (ret[writer] as number)) continue;
      ret[writer] = need;
      required[writer] = 1;
      this.#need(writer, changed);
    }
  }

  /** Notes what an entry that took effect needs, and adds the facts that are needed earlier than known. */
  #need(entry: number, changed: number[]): void {
    const ret = this.#entries.ret[entry] as number;
    for (const fact of (this.#entries.meaning[entry] as Meaning).needs) {
      if (ret >= (this.#firstNeed[fact] as number)) continue;
      this.#firstNeed[fact] = ret;
      changed.push(fact);
    }
  }

  /**
   * 1 for the entries that took effect and the unknown ones that may serve them, directly or through others. What is left
   * out can leave any linearization, last one first. Asked after `tighten`.
   */
  serving(): Uint8Array {
    const { count, meaning, required, call, ret } = this.#entries;
    const kept = new Uint8Array(count);
    if (this.#refuting) return kept.fill(1);
    // The writers before these are kept already.
    const at = this.#first.slice();
    const work: number[] = [];
    for (let i = 0; i < count; i++) if (required[i] === 1) work.push(i);
    for (let entry = work.pop(); entry !== undefined; entry = work.pop()) {
      if (kept[entry] === 1) continue;
      kept[entry] = 1;
      for (const fact of (meaning[entry] as Meaning).needs) {
        let writing = at[fact] as number;
        for (; writing !== NONE; writing = this.#next[writing] as number) {
          const writer = this.#writer[writing] as number;
          if ((call[writer] as number) >= (ret[entry] as number)) break;
          if (required[writer] === 0) work.push(writer);
        }
        at[fact] = writing;
      }
    }
    return kept;
  }

  /** Whether nobody could tell the operation from another unnoticed one with the same needs. */
  isUnnoticed(entry: number): boolean {
    const { establishes } = this.#entries.meaning[entry] as Meaning;
    return (establishes ?? []).every((fact) => this.#noticed[fact] === 0);
  }
}

function factCount({ count, meaning }: Entries, initial: ReadonlySet<number>): number {
  let most = NONE;
  const see = (facts: readonly number[] | null): void => {
    for (const fact of facts ?? []) if (fact > most) most = fact;
  };
  for (const fact of initial) if (fact > most) most = fact;
  for (let i = 0; i < count; i++) {
    const { establishes, needs, refutes } = meaning[i] as Meaning;
    see(establishes);
    see(needs);
    see(refutes);
  }
  return most + 1;
}
