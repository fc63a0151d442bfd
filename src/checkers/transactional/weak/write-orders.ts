// What a level says of the order of writes: whoever read x of one transaction while it saw another that wrote x, too, saw the
// later of the two. Biswas & Enea, OOPSLA 2019; the cost after AWDIT, PLDI 2025: each pair is looked at from its smaller side.
import { ints } from "../columns.ts";
import { EDGE, type EdgeList } from "../edge-list.ts";
import { NIL, NONE, STATUS, type Transactions } from "../ingest.ts";
import { listAt, type RegisterReads } from "../register-reads.ts";
import { sourceOf } from "./sights.ts";
import type { Past } from "./past.ts";

/** Edges between writes, each with the read that orders them, and reads of the initial state by who should have known better. */
export class WriteOrders {
  readonly #txns: Transactions;
  readonly #edges: EdgeList;
  /** Per edge after the first `#offset`, the reader and its read. */
  readonly #reader: number[] = [];
  readonly #micro: number[] = [];
  readonly #offset: number;
  /** Reader, read, and the writer that it missed. */
  readonly missed: (readonly [reader: number, micro: number, writer: number])[] = [];

  constructor(txns: Transactions, edges: EdgeList) {
    this.#txns = txns;
    this.#edges = edges;
    this.#offset = edges.size;
  }

  /** The reader saw the writer, which wrote the key that it read. */
  saw(reader: number, micro: number, writer: number): void {
    if (this.#txns.version[micro] === NIL) this.missed.push([reader, micro, writer]);
    const source = sourceOf(this.#txns, reader, micro);
    if (source === NONE || source === writer) return;
    this.#edges.add(writer, source, EDGE.ww);
    this.#reader.push(reader);
    this.#micro.push(micro);
  }

  /** The reader and its read that put one writer before the other; null where none does. */
  orderedBy(from: number, to: number): { readonly reader: number; readonly micro: number } | null {
    for (let i = 0; i < this.#reader.length; i++)
      if (this.#edges.from[this.#offset + i] === from && this.#edges.to[this.#offset + i] === to)
        return { reader: this.#reader[i] as number, micro: this.#micro[i] as number };
    return null;
  }
}

/** A transaction that was read of in one key was seen in all that it wrote. */
export function orderBySight(txns: Transactions, reads: RegisterReads, orders: WriteOrders): void {
  const readOf = ints(txns.keys.length).fill(NONE);
  const lookedAt = ints(txns.count).fill(NONE);
  const written = new WrittenKeys(txns, reads);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    const start = txns.start[txn] as number;
    const external: number[] = [];
    for (let micro = start; micro < (txns.start[txn + 1] as number); micro++) {
      if (reads.isExternalRead[micro] === 0) continue;
      external.push(micro);
      readOf[txns.key[micro] as number] = micro;
    }
    for (const micro of external) {
      const source = sourceOf(txns, txn, micro);
      if (source === NONE || lookedAt[source] === txn) continue;
      lookedAt[source] = txn;
      const keys = written.of(source);
      if (keys.length > external.length) {
        const has = written.setOf(source);
        for (const read of external)
          if (has.has(txns.key[read] as number)) orders.saw(txn, read, source);
      } else
        for (const key of keys)
          if ((readOf[key] as number) >= start) orders.saw(txn, readOf[key] as number, source);
    }
  }
}

/** Keys that transactions wrote. */
class WrittenKeys {
  readonly #txns: Transactions;
  readonly #isExternalWrite: Uint8Array;
  readonly #sets = new Map<number, ReadonlySet<number>>();

  constructor(txns: Transactions, { isExternalWrite }: RegisterReads) {
    this.#txns = txns;
    this.#isExternalWrite = isExternalWrite;
  }

  of(txn: number): readonly number[] {
    const { start, key } = this.#txns;
    const keys: number[] = [];
    for (let micro = start[txn] as number; micro < (start[txn + 1] as number); micro++)
      if (this.#isExternalWrite[micro] === 1) keys.push(key[micro] as number);
    return keys;
  }

  setOf(txn: number): ReadonlySet<number> {
    let keys = this.#sets.get(txn);
    if (keys === undefined) this.#sets.set(txn, (keys = new Set(this.of(txn))));
    return keys;
  }
}

/** All that a transaction knew of was seen: of each chain of the past the last writer of the key, as the earlier come before it. */
export function orderByPast(
  txns: Transactions,
  reads: RegisterReads,
  past: Past,
  orders: WriteOrders,
): void {
  const writersOf = writersByChain(txns, reads, past);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      if (reads.isExternalRead[micro] === 0) continue;
      for (const chain of writersOf.get(txns.key[micro] as number) ?? []) {
        const known = past.known(txn, past.chain[chain[0] as number] as number);
        const writer = lastUpTo(chain, known, past.position);
        if (writer !== NONE) orders.saw(txn, micro, writer);
      }
    }
  }
}

/** Per key, its writers: a list for each chain, in its order. */
function writersByChain(
  txns: Transactions,
  { isExternalWrite }: RegisterReads,
  past: Past,
): ReadonlyMap<number, readonly (readonly number[])[]> {
  const byKey = new Map<number, number[]>();
  for (let txn = 0; txn < txns.count; txn++)
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++)
      if (isExternalWrite[micro] === 1 && txns.status[txn] !== STATUS.fail)
        listAt(byKey, txns.key[micro] as number).push(txn);
  const chains = new Map<number, readonly (readonly number[])[]>();
  for (const [key, writers] of byKey) {
    const lists = new Map<number, number[]>();
    for (const txn of writers) listAt(lists, past.chain[txn] as number).push(txn);
    for (const list of lists.values())
      list.sort((a, b) => (past.position[a] as number) - (past.position[b] as number));
    chains.set(key, [...lists.values()]);
  }
  return chains;
}

/** The last transaction of the list whose position is below `known`. */
function lastUpTo(list: readonly number[], known: number, position: Int32Array): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((position[list[middle] as number] as number) < known) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? NONE : (list[low - 1] as number);
}
