// What transactions show of registers from outside: the first read and the last write of each key. Knows no order.
import { bytes, copied, ints } from "./columns.ts";
import { NIL, NONE, READ, STATUS, type Transactions } from "./ingest.ts";

/** External reads and writes, after Adya: what a transaction saw of others, and what others can see of it. */
export interface RegisterReads {
  /** Per micro-operation: the first of its transaction on its key, and a read. */
  readonly isExternalRead: Uint8Array;
  /** Per micro-operation: the last write of its transaction to its key. */
  readonly isExternalWrite: Uint8Array;
  /** `ok` transactions that read version v from outside are `readers[readerStart[v]]` to `readers[readerStart[v + 1]]`. */
  readonly readerStart: Int32Array;
  readonly readers: Int32Array;
  /** Per key, `ok` transactions that read its initial state. */
  readonly nilReaders: ReadonlyMap<number, readonly number[]>;
}

export function registerReads(txns: Transactions): RegisterReads {
  const roles = rolesOf(txns);
  const { start, count, key, version } = txns;
  const readerStart = ints(txns.versions.size + 1);
  const nilReaders = new Map<number, number[]>();
  for (let micro = 0; micro < key.length; micro++) {
    const read = version[micro] as number;
    if (roles.isExternalRead[micro] === 1 && read !== NIL)
      readerStart[read + 1] = (readerStart[read + 1] as number) + 1;
  }
  for (let v = 0; v < txns.versions.size; v++)
    readerStart[v + 1] = (readerStart[v + 1] as number) + (readerStart[v] as number);
  const readers = ints(readerStart[txns.versions.size] as number);
  const cursor = copied(readerStart);
  for (let txn = 0; txn < count; txn++) {
    for (let micro = start[txn] as number; micro < (start[txn + 1] as number); micro++) {
      if (roles.isExternalRead[micro] === 0) continue;
      const read = version[micro] as number;
      if (read === NIL) listAt(nilReaders, key[micro] as number).push(txn);
      else {
        const at = cursor[read] as number;
        readers[at] = txn;
        cursor[read] = at + 1;
      }
    }
  }
  return { ...roles, readerStart, readers, nilReaders };
}

function rolesOf({
  start,
  count,
  kind,
  key,
  keys,
}: Transactions): Pick<RegisterReads, "isExternalRead" | "isExternalWrite"> {
  const isExternalRead = bytes(kind.length);
  const isExternalWrite = bytes(kind.length);
  const touched = ints(keys.length).fill(NONE);
  const written = ints(keys.length).fill(NONE);
  for (let txn = 0; txn < count; txn++) {
    const [from, to] = [start[txn] as number, start[txn + 1] as number];
    for (let micro = from; micro < to; micro++) {
      const of = key[micro] as number;
      if (kind[micro] === READ && touched[of] !== txn) isExternalRead[micro] = 1;
      touched[of] = txn;
    }
    for (let micro = to - 1; micro >= from; micro--) {
      const of = key[micro] as number;
      if (kind[micro] === READ || written[of] === txn) continue;
      isExternalWrite[micro] = 1;
      written[of] = txn;
    }
  }
  return { isExternalRead, isExternalWrite };
}

/** The list under `key`, made if it is new. */
export function listAt<V>(lists: Map<number, V[]>, key: number): V[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: V[] = [];
  lists.set(key, list);
  return list;
}

/** The transaction whose last write made the version and which committed for all we know; `NONE` otherwise. */
export function committedWriter(txns: Transactions, version: number): number {
  if (version < 0 || txns.ambiguous[version] === 1 || txns.intermediate[version] === 1) return NONE;
  const txn = txns.writer[version] as number;
  return txn !== NONE && txns.status[txn] === STATUS.ok ? txn : NONE;
}
