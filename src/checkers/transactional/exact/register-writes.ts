// Who may have written what each transaction read of registers. Values written twice leave several candidates; an unknown
// transaction is a candidate like any other, and one that nobody can have read from is left out: no order misses it.
import { NIL, READ, STATUS, type Transactions } from "../ingest.ts";
import { keyName, nameOf, valueName } from "../naming.ts";
import type { RegisterReads } from "../register-reads.ts";
import type { Impossible } from "./polygraph.ts";

/** The last write of a transaction to a key. */
export interface Write {
  readonly txn: number;
  readonly version: number;
  /** `ok` transactions that certainly read it. */
  readonly readers: number[];
  /** Those that read its value, which others wrote, too; filled with the literal of each. */
  readonly maybe: { readonly reader: number; readonly literal: number }[];
}

export interface RegisterWrites {
  /** Writes of each key, in order of invocation. */
  readonly ofKey: readonly (readonly Write[])[];
  /** Reads of values that several wrote. */
  readonly ambiguous: readonly { readonly reader: number; readonly writes: readonly Write[] }[];
  readonly impossible: Impossible | null;
}

export function registerWrites(txns: Transactions, reads: RegisterReads): RegisterWrites {
  const ofVersion = writesOfVersions(txns, reads);
  const ambiguous: { reader: number; writes: readonly Write[] }[] = [];
  const observed = new Set<number>();
  let impossible: Impossible | null = null;
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    impossible ??= contradiction(txns, txn);
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      const version = txns.version[micro] as number;
      if (reads.isExternalRead[micro] === 0 || version === NIL) continue;
      const writes = ofVersion[version]?.filter((write) => write.txn !== txn) ?? [];
      for (const write of writes) observed.add(write.txn);
      if (writes.length === 1) writes[0]?.readers.push(txn);
      else if (writes.length > 1) ambiguous.push({ reader: txn, writes });
      else impossible ??= { txns: [txn], because: unexplained(txns, txn, micro) };
    }
  }
  const ofKey: Write[][] = txns.keys.map(() => []);
  for (const [version, writes] of ofVersion.entries())
    for (const write of writes)
      if (txns.status[write.txn] === STATUS.ok || observed.has(write.txn))
        ofKey[txns.versions.keyOf(version)]?.push(write);
  const { call } = txns;
  for (const writes of ofKey)
    writes.sort((a, b) => (call[a.txn] as number) - (call[b.txn] as number));
  return { ofKey, ambiguous, impossible };
}

function writesOfVersions(txns: Transactions, { isExternalWrite }: RegisterReads): Write[][] {
  const ofVersion: Write[][] = Array.from({ length: txns.versions.size }, () => []);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] === STATUS.fail) continue;
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      const version = txns.version[micro] as number;
      if (isExternalWrite[micro] === 1)
        ofVersion[version]?.push({ txn, version, readers: [], maybe: [] });
    }
  }
  return ofVersion;
}

/** A read that is not what the transaction itself read or wrote just before. */
function contradiction(txns: Transactions, txn: number): Impossible | null {
  const [start, end] = [txns.start[txn] as number, txns.start[txn + 1] as number];
  for (let micro = start; micro < end; micro++) {
    if (txns.kind[micro] !== READ) continue;
    for (let at = micro - 1; at >= start; at--) {
      if (txns.key[at] !== txns.key[micro]) continue;
      if (txns.version[at] === txns.version[micro]) break;
      const did = txns.kind[at] === READ ? "read" : "written";
      const because = `${readOf(txns, txn, micro)}, after it had ${did} ${valueName(txns, txns.version[at] as number)} there itself`;
      return { txns: [txn], because };
    }
  }
  return null;
}

const readOf = (txns: Transactions, txn: number, micro: number): string =>
  `${nameOf(txns, txn)} read ${keyName(txns, txns.key[micro] as number)} = ${valueName(txns, txns.version[micro] as number)}`;

const unexplained = (txns: Transactions, txn: number, micro: number): string =>
  `${readOf(txns, txn, micro)}, which no other committed transaction left there`;
