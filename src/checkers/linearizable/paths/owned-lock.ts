// Locks that know their owners: a hold, from an acquire to its owner's release, is certain from the return of the one to the call of
// the other, and no two can be certain at once.
import { errorOf, FAIL, INFO, inputOf, NEVER, OK, outputOf } from "../op-table.ts";
import { DenseIds } from "./dense-ids.ts";
import { type Finding, judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, LINEARIZABLE, UNDECIDED } from "./path.ts";

/**
 * Exact where the lock is free at first, each owner's operations follow each other, acquire and release by turns, and only an owner's
 * last one may be unknown. O(n). Certain holds that are disjoint are in the order of their times; fencing tokens must ascend in it. Who found the
 * lock held must have looked while a hold was possible: from the acquire's call, but after the hold before, to the release's return, but before
 * the next hold. An unknown acquire can only serve those, and where it might, the object is left undecided.
 */
const pathOf = (rules: Rules, ...models: readonly string[]): LinearPath => ({
  name: "holds",
  models,
  decide: (table, { initial }) =>
    judgeEach(table, (ops) => (initial === null ? judge(ops, rules) : UNDECIDED)),
});

interface Rules {
  readonly reentrant: boolean;
  /** An acquire gives a token. */
  readonly fenced: boolean;
}

export const LOCK_PATHS: readonly LinearPath[] = [
  pathOf({ reentrant: false, fenced: false }, "owner-aware-mutex"),
  pathOf({ reentrant: true, fenced: false }, "reentrant-mutex"),
  pathOf({ reentrant: false, fenced: true }, "fenced-mutex"),
  pathOf({ reentrant: true, fenced: true }, "reentrant-fenced-mutex"),
];

const NONE = -1;

/** Places in `ObjectOps`. */
interface Hold {
  readonly acquire: number;
  /** Of whatever outcome; `NONE` where its owner never asked for it. */
  release: number;
}

interface Holds {
  readonly holds: readonly Hold[];
  /** Acquires that found the lock held. */
  readonly refused: readonly number[];
  /** Acquires of unknown outcome. */
  readonly unknown: readonly number[];
}

function judge(ops: ObjectOps, { reentrant, fenced }: Rules): number | Finding {
  const found = new Owners(ops, reentrant).holds();
  if (typeof found === "number" || "because" in found) return found;
  const firstReturn = ({ acquire }: Hold): number => ops.ret[acquire] as number;
  const holds = found.holds.toSorted((a, b) => firstReturn(a) - firstReturn(b));
  return (
    overlap(ops, holds) ??
    (fenced ? tokensFell(ops, holds) : null) ??
    refusedByNobody(ops, { ...found, holds }) ??
    LINEARIZABLE
  );
}

/** The holds of each owner, from its operations in order. */
class Owners {
  readonly #ops: ObjectOps;
  readonly #reentrant: boolean;
  readonly #ids: DenseIds;
  /** Per owner: its last operation, and its present or last hold. */
  readonly #last: number[] = [];
  readonly #hold: (Hold | undefined)[] = [];
  readonly #holds: Hold[] = [];
  readonly #refused: number[] = [];
  readonly #unknown: number[] = [];

  constructor(ops: ObjectOps, reentrant: boolean) {
    this.#ops = ops;
    this.#reentrant = reentrant;
    this.#ids = new DenseIds(ops.rows.length);
  }

  holds(): Holds | Finding | typeof UNDECIDED {
    const { table, rows, call, ret } = this.#ops;
    const { process, functions } = table.history.columns;
    const isAcquire = functions.map((f) => f === "acquire");
    // What follows may yet show that this path cannot judge the object.
    let wrong: Finding | null = null;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const outcome = table.outcome[row] as number;
      if (outcome === FAIL && errorOf(table, row)?.code !== "precondition") continue;
      const owner = this.#ids.idOf(inputOf(table, row) ?? process[table.call[row] as number]);
      const before = this.#last[owner];
      if (before !== undefined && (ret[before] as number) > (call[i] as number)) return UNDECIDED;
      this.#last[owner] = i;
      const acquires = isAcquire[table.f[row] as number] === true;
      const found = acquires ? this.#acquire(i, owner, outcome) : this.#release(i, owner, outcome);
      if (found === UNDECIDED) return found;
      wrong ??= found;
    }
    return wrong ?? { holds: this.#holds, refused: this.#refused, unknown: this.#unknown };
  }

  /** The hold that the owner has for certain. */
  #present(owner: number): Hold | undefined {
    const hold = this.#hold[owner];
    return hold?.release === NONE ? hold : undefined;
  }

  #acquire(i: number, owner: number, outcome: number): Finding | typeof UNDECIDED | null {
    const present = this.#present(owner);
    if (present !== undefined) {
      if (this.#reentrant || outcome !== OK) return UNDECIDED;
      return { ops: [present.acquire, i], because: "the lock was acquired by who held it already" };
    }
    if (outcome === FAIL) this.#refused.push(i);
    else if (outcome === INFO) this.#unknown.push(i);
    else this.#holds.push((this.#hold[owner] = { acquire: i, release: NONE }));
    return null;
  }

  #release(i: number, owner: number, outcome: number): Finding | typeof UNDECIDED | null {
    const present = this.#present(owner);
    if (outcome === FAIL) {
      if (present === undefined) return null;
      return { ops: [present.acquire, i], because: "a release was refused to who held the lock" };
    }
    if (present !== undefined) present.release = i;
    else if (outcome === OK) {
      const hold = this.#hold[owner];
      return {
        ops: hold === undefined ? [i] : [hold.acquire, hold.release, i],
        because: "the lock was released by who did not hold it",
      };
    }
    return null;
  }
}

const certainUntil = ({ call }: ObjectOps, { release }: Hold): number =>
  release === NONE ? NEVER : (call[release] as number);

/** Two holds that were certain at once. */
function overlap(ops: ObjectOps, holds: readonly Hold[]): Finding | null {
  for (const [i, hold] of holds.entries()) {
    const next = holds[i + 1];
    if (next === undefined || (ops.ret[next.acquire] as number) > certainUntil(ops, hold)) continue;
    return { ops: [hold, next].flatMap(operationsOf), because: "two held the lock at once" };
  }
  return null;
}

/** Fencing tokens, of locks that tell them, ascend from hold to hold. */
function tokensFell({ table, rows }: ObjectOps, holds: readonly Hold[]): Finding | null {
  let last = NONE;
  for (const { acquire } of holds) {
    const token = outputOf(table, rows[acquire] as number);
    if (typeof token !== "number") continue;
    if (last !== NONE) {
      const before = outputOf(table, rows[last] as number) as number;
      if (token <= before) {
        const because = `the fencing token ${String(token)} was given after ${String(before)}`;
        const between = holds.filter(({ acquire: i }) => i === last || i === acquire);
        return { ops: between.flatMap(operationsOf), because };
      }
    }
    last = acquire;
  }
  return null;
}

const operationsOf = ({ acquire, release }: Hold): readonly number[] =>
  release === NONE ? [acquire] : [acquire, release];

/** An acquire that was refused though nobody can have held the lock; undecided where an unknown acquire may have. */
function refusedByNobody(
  { call, ret }: ObjectOps,
  { holds, refused, unknown }: Holds,
): Finding | typeof UNDECIDED | null {
  let [at, from] = [0, NONE];
  for (const i of refused) {
    // A hold that ended for certain before this was called cannot have been in its way, nor in that of a later one.
    for (; at < holds.length; at++) {
      const { release } = holds[at] as Hold;
      const next = holds[at + 1];
      const until = Math.min(
        release === NONE ? NEVER : (ret[release] as number),
        next === undefined ? NEVER : (ret[next.acquire] as number),
      );
      if (until > (call[i] as number)) break;
      from = release === NONE ? NEVER : (call[release] as number);
    }
    const hold = holds[at];
    const possible = hold === undefined ? NEVER : Math.max(call[hold.acquire] as number, from);
    if (possible < (ret[i] as number)) continue;
    if (unknown.some((each) => (call[each] as number) < (ret[i] as number))) return UNDECIDED;
    return { ops: [i], because: "an acquire was refused while nobody can have held the lock" };
  }
  return null;
}
