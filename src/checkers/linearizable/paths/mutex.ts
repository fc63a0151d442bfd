// Locks that know no owner: whoever acquires, whoever releases, the two alternate. Decided event by event.
import { operationOf } from "../objects.ts";
import { errorOf, FAIL } from "../op-table.ts";
import { told } from "../witness/op-words.ts";
import { EarliestFirst } from "./earliest-first.ts";
import { eventsOf, type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE } from "./path.ts";

/**
 * Exact; O(n log n) for n operations open at once. What happened is a word: acquire, release, acquire, … It is kept as short as may be: an
 * operation goes into it when it returns, or when one that returns needs it; of several that serve, the one that returns first. Whatever another
 * word has in addition is still open here and can be appended later, so where this one finds no way on there is none.
 */
export const mutexPath: LinearPath = {
  name: "alternation",
  models: ["mutex"],
  decide: (table, { initial }) =>
    judgeEach(table, (ops) => new Alternation(ops, initial === true).judge() ?? LINEARIZABLE),
};

/** What an operation is to the word; the first two are also the states that it leads to. */
const RELEASE = 0;
const ACQUIRE = 1;
/** A refused release saw that the lock was free, a refused acquire (one higher) that it was held. */
const SAW_FREE = 2;
const NOTHING = 4;

const FREE = RELEASE;
const HELD = ACQUIRE;

/** By what an operation is: what the lock must have been instead. */
const INSTEAD = ["free", "held", "held", "free"] as const;

class Alternation {
  readonly #ops: ObjectOps;
  readonly #kind: Uint8Array;
  readonly #initial: number;
  #state: number;
  /** Called, and not in the word: by what they lead to. */
  readonly #open: readonly [EarliestFirst, EarliestFirst];
  readonly #isDone: Uint8Array;
  /** By state: the last rank at which it ended. */
  readonly #until: [number, number] = [-1, -1];
  /** The word's last. */
  #last = -1;
  /** Called and not returned. */
  #running = 0;
  /** The operations that tell of the state when last nothing was running, and the first one called after that. */
  #before: readonly number[] = [];
  #from = 0;

  constructor(ops: ObjectOps, isHeld: boolean) {
    this.#ops = ops;
    this.#kind = kindsOf(ops);
    this.#initial = this.#state = isHeld ? HELD : FREE;
    this.#open = [new EarliestFirst(ops.ret), new EarliestFirst(ops.ret)];
    this.#isDone = new Uint8Array(ops.rows.length);
  }

  /** Null where all is well. */
  judge(): Finding | null {
    for (const [rank, sign] of eventsOf(this.#ops).entries()) {
      const i = Math.abs(sign) - 1;
      const kind = i < 0 ? NOTHING : (this.#kind[i] as number);
      if (kind === NOTHING) continue;
      if (sign > 0) {
        this.#running++;
        if (kind <= ACQUIRE) this.#openAs(kind).add(i);
      } else {
        const isExplained = kind <= ACQUIRE ? this.#finish(i, rank) : this.#saw(kind, i, rank);
        if (!isExplained) return this.#noWay(i, rank);
        if (--this.#running === 0) this.#rest(rank);
      }
    }
    return null;
  }

  #openAs(kind: number): EarliestFirst {
    return this.#open[kind] as EarliestFirst;
  }

  /** Puts into the word what leads to the other state; whether there was something. */
  #step(rank: number): boolean {
    const next = this.#openAs(1 - this.#state).take();
    if (next === undefined) return false;
    this.#isDone[next] = 1;
    this.#last = next;
    this.#until[this.#state] = rank;
    this.#state = 1 - this.#state;
    return true;
  }

  /** Of those that lead where it does, the one that returns is the first to be taken. */
  #finish(i: number, rank: number): boolean {
    while (this.#isDone[i] === 0) if (!this.#step(rank)) return false;
    return true;
  }

  #saw(kind: number, i: number, rank: number): boolean {
    const state = kind - SAW_FREE;
    const wasSo = (this.#until[state] as number) > (this.#ops.call[i] as number);
    return this.#state === state || wasSo || this.#step(rank);
  }

  #rest(rank: number): void {
    this.#before = this.#state === this.#initial ? [] : [this.#last];
    this.#from = firstCallAfter(this.#ops.call, rank);
  }

  #noWay(i: number, rank: number): Finding {
    const kind = this.#kind[i] as number;
    const { table, rows } = this.#ops;
    const what = told(operationOf(table, rows[i] as number));
    const because = `${what}, but the lock must have been ${INSTEAD[kind] as string}`;
    const few = kind <= ACQUIRE ? this.#outnumbered(kind, rank) : null;
    if (few !== null) return { ops: [i, ...few.toReversed()], because };
    const since = this.#kind
      .keys()
      .filter((j) => j >= this.#from && (this.#ops.call[j] as number) <= rank)
      .filter((j) => this.#kind[j] !== NOTHING);
    return { ops: [i, ...this.#before, ...since], because };
  }

  /**
   * The least time before `rank` in which so many operations of a kind happened for certain that those of the other kind which can
   * have come between are two too few, or one too few at first; null where there is none.
   */
  #outnumbered(kind: number, rank: number): readonly number[] | null {
    const { call, ret } = this.#ops;
    const events = eventsOf(this.#ops);
    const isWithin = (j: number): boolean => this.#kind[j] === kind && (ret[j] as number) <= rank;
    const isBetween = (j: number): boolean =>
      this.#kind[j] === 1 - kind && (call[j] as number) < rank;
    let excess = 0;
    for (const j of ret.keys()) if (isBetween(j) && (ret[j] as number) > rank) excess--;
    for (let from = rank; from >= 0; from--) {
      const sign = events[from] as number;
      const j = Math.abs(sign) - 1;
      if (sign > 0 && isWithin(j)) excess++;
      if (sign < 0 && isBetween(j)) excess--;
      if (excess < 2 && (from > 0 || excess < 1 || this.#initial !== kind)) continue;
      const ops = [...ret.keys()];
      return ops.filter((o) =>
        this.#kind[o] === kind
          ? isWithin(o) && (call[o] as number) >= from
          : isBetween(o) && (ret[o] as number) >= from,
      );
    }
    return null;
  }
}

function kindsOf({ table, rows }: ObjectOps): Uint8Array {
  const isAcquire = table.history.columns.functions.map((f) => f === "acquire");
  return Uint8Array.from(rows, (row) => {
    const kind = isAcquire[table.f[row] as number] === true ? ACQUIRE : RELEASE;
    if (table.outcome[row] !== FAIL) return kind;
    return errorOf(table, row)?.code === "precondition" ? kind + SAW_FREE : NOTHING;
  });
}

function firstCallAfter(call: Int32Array, rank: number): number {
  let low = 0;
  for (let high = call.length; low < high;) {
    const middle = (low + high) >>> 1;
    if ((call[middle] as number) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}
