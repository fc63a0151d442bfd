// Sets and lists that are only added to, each element once, and read whole: every read must go on from the next smaller one, which
// gives every operation its level.
import { NEVER, OK, outputOf } from "../op-table.ts";
import type { DenseIds } from "./dense-ids.ts";
import { firstInversion, type Inversion, NO_LEVEL } from "./levels.ts";
import type { Finding, ObjectOps } from "./object-ops.ts";
import { LINEARIZABLE, UNDECIDED } from "./path.ts";

const NONE = -1;

/** What is only added to; the ids from 0 are those of the elements that were there at first, in order. */
export interface Growing {
  readonly ops: ObjectOps;
  readonly ids: DenseIds;
  readonly initial: number;
  /** Per element: the one operation that can have added it; below zero where there is none. */
  readonly add: Int32Array;
  /** Per operation that adds: its element. */
  readonly element: Int32Array;
  /** The element in words. */
  show(element: number): string;
}

/** What the operation that adds is called; a list keeps the order, too. */
export type Verb = "add" | "append";
const PAST: Readonly<Record<Verb, string>> = { add: "added", append: "appended" };

/** A read and the ids of what it saw. */
interface Read {
  readonly op: number;
  readonly seen: Int32Array;
}

/**
 * Exact. Linear in what the reads saw, but for sorting the reads by size. The level of a read is its size. That of an element is right below the
 * smallest read that saw it or, in a list, given by its place; what nobody saw was added after all reads, or never if its outcome is unknown.
 */
export function judgeGrowing(growing: Growing, verb: Verb): number | Finding {
  const reads = readsOf(growing, verb === "append");
  if (reads === null) return UNDECIDED;
  const chain = new Chain(growing, verb);
  for (const read of reads) {
    const wrong = chain.goOn(read);
    if (wrong !== null) return wrong;
  }
  return chain.inversion() ?? LINEARIZABLE;
}

/** The reads, smaller ones first; null where one is no list, or names an element of a set twice. */
function readsOf(
  { ops: { table, rows }, ids }: Growing,
  mayRepeat: boolean,
): readonly Read[] | null {
  const isRead = table.history.columns.functions.map((f) => f === "read");
  const reads: Read[] = [];
  for (let op = 0; op < rows.length; op++) {
    const row = rows[op] as number;
    if (isRead[table.f[row] as number] !== true || table.outcome[row] !== OK) continue;
    const all = outputOf(table, row) ?? [];
    if (!Array.isArray(all)) return null;
    const seen = new Int32Array(all.length);
    for (let i = 0; i < seen.length; i++) seen[i] = ids.idOf(all[i]);
    if (!mayRepeat && new Set(seen).size !== seen.length) return null;
    reads.push({ op, seen });
  }
  return reads.sort((a, b) => a.seen.length - b.seen.length);
}

class Chain {
  readonly #of: Growing;
  readonly #verb: Verb;
  /** Per element: the size from which on reads have seen it; `NONE` where none has. */
  readonly #seenFrom: Int32Array;
  readonly #level: Int32Array;
  readonly #reads: Read[] = [];
  /** What the largest read so far saw. */
  #seen: Int32Array;

  constructor(of: Growing, verb: Verb) {
    this.#of = of;
    this.#verb = verb;
    this.#seen = Int32Array.from({ length: of.initial }, (_, id) => id);
    this.#seenFrom = new Int32Array(of.ids.size).fill(NONE).fill(0, 0, of.initial);
    this.#level = new Int32Array(of.ops.rows.length).fill(NO_LEVEL);
  }

  /** What is wrong with the next larger read; null if nothing is. */
  goOn(read: Read): Finding | null {
    const wrong = this.#verb === "append" ? this.#goOnList(read) : this.#goOnSet(read);
    if (wrong !== null) return wrong;
    this.#level[read.op] = 2 * read.seen.length + 1;
    this.#seen = read.seen;
    this.#reads.push(read);
    return null;
  }

  #goOnSet(read: Read): Finding | null {
    const { seen } = read;
    let known = 0;
    for (const element of seen) {
      if (this.#seenFrom[element] !== NONE) known++;
      else if (!this.#canBe(element)) return this.#strange(read, element);
      else this.#seenFrom[element] = seen.length;
    }
    return known === this.#seen.length && known <= seen.length ? null : this.#fork(read);
  }

  #goOnList(read: Read): Finding | null {
    const { seen } = read;
    const before = this.#seen;
    for (let i = 0; i < seen.length; i++) {
      const element = seen[i] as number;
      if (i < before.length && element === before[i]) continue;
      if (!this.#canBe(element)) return this.#strange(read, element);
      if (i < before.length)
        return seen.indexOf(element) < i ? this.#twice(read, element) : this.#fork(read);
      if (this.#seenFrom[element] !== NONE) return this.#twice(read, element);
      this.#seenFrom[element] = i + 1;
    }
    return seen.length < before.length ? this.#fork(read) : null;
  }

  #canBe(element: number): boolean {
    return element < this.#of.initial || (this.#of.add[element] ?? NONE) >= 0;
  }

  /** What real time says against the chain; null if nothing. */
  inversion(): Finding | null {
    const { ops, add, ids } = this.#of;
    const above = 2 * this.#seen.length + 2;
    for (let element = 0; element < ids.size; element++) {
      const i = add[element] ?? NONE;
      if (i < 0) continue;
      const from = this.#seenFrom[element] as number;
      if (from !== NONE) this.#level[i] = 2 * from;
      else if (ops.ret[i] !== NEVER) this.#level[i] = above;
    }
    const found = firstInversion(this.#level, above + 1, ops.call, ops.ret);
    return found && this.#explain(found);
  }

  #explain({ low, high }: Inversion): Finding {
    const { element } = this.#of;
    const added = PAST[this.#verb];
    const size = (i: number): number => (this.#level[i] as number) >> 1;
    const isRead = (i: number): boolean => ((this.#level[i] as number) & 1) === 1;
    const [x, y] = [low, high].map((i) => this.#of.show(element[i] as number)) as [string, string];
    if (isRead(low) && isRead(high)) return this.#wentBack(low, high, size(low));
    const ops = [low, high];
    if (isRead(low))
      return this.#finding(
        ops,
        `a read did not see ${y}, which had been ${added} before it was called`,
      );
    if (isRead(high))
      return this.#finding(ops, `a read saw ${x} before its ${this.#verb} was called`);
    const read = this.#reads.find(({ seen }) => seen.length >= size(low)) as Read;
    const how = read.seen.includes(element[high] as number) ? `${x} before` : `${x}, but not`;
    return this.#finding(
      [...ops, read.op],
      `a read saw ${how} ${y}, which had been ${added} before ${x}'s ${this.#verb} was called`,
    );
  }

  /** A read that saw more than another, of size `least`, returned before that was called. */
  #wentBack(low: number, high: number, least: number): Finding {
    const reads = this.#reads.filter(({ op }) => op === low || op === high);
    const larger = reads.find(({ op }) => op === high) as Read;
    const missing = larger.seen.find((id) => (this.#seenFrom[id] as number) > least) as number;
    const because = `a read did not see ${this.#of.show(missing)}, which another read had seen before it was called`;
    return this.#alone(reads) ?? this.#finding([low, high, this.#addOf(missing)], because, reads);
  }

  /** What is wrong with one of the reads even if it is the only one. */
  #alone(reads: readonly Read[]): Finding | null {
    for (const read of reads) {
      const chain = new Chain(this.#of, this.#verb);
      const wrong = chain.goOn(read) ?? chain.inversion();
      if (wrong !== null) return wrong;
    }
    return null;
  }

  /** With all that the reads among the operations rest on. */
  #finding(ops: readonly number[], because: string, reads: readonly Read[] = this.#reads): Finding {
    const needed = reads.filter(({ op }) => ops.includes(op)).flatMap(({ seen }) => [...seen]);
    const support = needed.map((id) => this.#addOf(id));
    return { ops: ops.filter((i) => i >= 0), support: support.filter((i) => i >= 0), because };
  }

  /** Below zero where there is none. */
  #addOf(element: number): number {
    return this.#of.add[element] as number;
  }

  #strange(read: Read, element: number): Finding {
    const because = `a read saw ${this.#of.show(element)}, which nobody can have ${PAST[this.#verb]}`;
    return { ops: [read.op], because };
  }

  #twice(read: Read, element: number): Finding {
    const because = `a read saw ${this.#of.show(element)} twice, which was put in once`;
    return this.#finding([read.op, this.#addOf(element)], because, [read]);
  }

  /** The read does not go on from the one before, or from what was there at first. */
  #fork(read: Read): Finding {
    const last = this.#reads.at(-1);
    const alone = last === undefined ? null : this.#alone([last, read]);
    if (alone !== null) return alone;
    const before = this.#seen;
    if (last === undefined)
      return { ops: [read.op], because: "a read did not see what was there at first, as it was" };
    const { ids, because } = this.#difference(before, read.seen);
    const adds = ids.map((id) => this.#addOf(id));
    return this.#finding([last.op, read.op, ...adds], because, [last, read]);
  }

  #difference(
    a: Int32Array,
    b: Int32Array,
  ): { readonly ids: readonly number[]; readonly because: string } {
    const at = a.findIndex((id, i) => id !== b[i]);
    const isList = this.#verb === "append";
    const ids = isList
      ? ([a[at], b[at]] as [number, number])
      : ([onlyIn(a, b), onlyIn(b, a)] as const);
    const [x, y] = ids.map((id) => this.#of.show(id)) as [string, string];
    const because = isList
      ? `two reads differ in place ${String(at + 1)}: ${x} and ${y}`
      : `a read saw ${y} without ${x}, another ${x} without ${y}`;
    return { ids, because };
  }
}

function onlyIn(a: Int32Array, b: Int32Array): number {
  const others = new Set(b);
  return a.find((id) => !others.has(id)) as number;
}
