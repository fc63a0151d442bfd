// Version orders of registers: partial, since a register shows one version at a time. From the initial state and from what
// the caller lets us assume; an assumption that makes a key's versions a cycle is dropped for that key and reported.
import { ints } from "./columns.ts";
import { componentsOf } from "./components.ts";
import { EDGE, EdgeList } from "./edge-list.ts";
import { graphOf } from "./graph.ts";
import { NIL, NONE, STATUS, type Transactions } from "./ingest.ts";
import type { RegisterReads } from "./register-reads.ts";
import { zoneOrder } from "./register-zones.ts";
import { SOURCES, VersionEdges, type VersionSource } from "./version-edges.ts";

/** What may be taken for granted of every key on its own. */
export interface RegisterAssumptions {
  /** A transaction's write comes right after what it read. */
  readonly wfr: boolean;
  /** A process sees versions in their order. */
  readonly sequential: boolean;
  /** Versions follow each other in real time. */
  readonly linearizable: boolean;
}

/** A key whose versions come before each other: `versions` are some of them, shown by `txns`. */
export interface CyclicVersions {
  readonly key: number;
  readonly versions: readonly number[];
  readonly txns: readonly number[];
  readonly source: VersionSource;
}

export interface RegisterOrders {
  readonly edges: VersionEdges;
  readonly cyclic: readonly CyclicVersions[];
}

export function registerOrders(
  txns: Transactions,
  reads: RegisterReads,
  assumptions: RegisterAssumptions,
): RegisterOrders {
  const edges = new VersionEdges();
  const cyclic: CyclicVersions[] = [];
  for (const source of SOURCES) {
    if (!assumptions[source]) continue;
    const candidates = candidatesOf(txns, reads, source, cyclic);
    const bad = cyclicKeys(txns, edges, candidates, source, cyclic);
    edges.addAll(candidates, (i) => !bad.has(txns.versions.keyOf(candidates.from[i] as number)));
  }
  return { edges, cyclic };
}

function candidatesOf(
  txns: Transactions,
  reads: RegisterReads,
  source: VersionSource,
  cyclic: CyclicVersions[],
): VersionEdges {
  if (source === "wfr") return writesFollowReads(txns, reads);
  if (source === "sequential") return processOrder(txns, reads);
  const { edges, conflicts } = zoneOrder(txns, reads);
  for (const conflict of conflicts) cyclic.push({ ...conflict, source });
  return edges;
}

/** The external read and write of one transaction on one key. */
function writesFollowReads(txns: Transactions, reads: RegisterReads): VersionEdges {
  const edges = new VersionEdges();
  const source = SOURCES.indexOf("wfr");
  forEachKeyOf(txns, reads, (txn, _key, read, write) => {
    if (read >= 0 && write >= 0 && read !== write) edges.add(read, write, source, txn, txn);
  });
  return edges;
}

/** What a process left behind in one transaction, and found in its next one on that key. */
function processOrder(txns: Transactions, reads: RegisterReads): VersionEdges {
  const edges = new VersionEdges();
  const source = SOURCES.indexOf("sequential");
  const lastVersion = new Map<number, number>();
  const lastTxn = new Map<number, number>();
  forEachKeyOf(txns, reads, (txn, key, read, write) => {
    const place = (txns.process[txn] as number) * txns.keys.length + key;
    const found = read === NONE ? write : read;
    const before = lastVersion.get(place);
    if (before !== undefined && before !== NIL && before !== found)
      edges.add(before, found, source, lastTxn.get(place) as number, txn);
    lastVersion.set(place, write === NONE ? read : write);
    lastTxn.set(place, txn);
  });
  return edges;
}

/** Calls `visit` for each `ok` transaction and key it touched from outside; `NONE` where it did not read or write it. */
function forEachKeyOf(
  txns: Transactions,
  { isExternalRead, isExternalWrite }: RegisterReads,
  visit: (txn: number, key: number, read: number, write: number) => void,
): void {
  const read = ints(txns.keys.length).fill(NONE);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    const [from, to] = [txns.start[txn] as number, txns.start[txn + 1] as number];
    for (let micro = from; micro < to; micro++)
      if (isExternalRead[micro] === 1)
        read[txns.key[micro] as number] = txns.version[micro] as number;
    for (let micro = from; micro < to; micro++) {
      const key = txns.key[micro] as number;
      if (isExternalWrite[micro] === 0) continue;
      visit(txn, key, read[key] as number, txns.version[micro] as number);
      read[key] = NONE;
    }
    for (let micro = from; micro < to; micro++) {
      const key = txns.key[micro] as number;
      if (isExternalRead[micro] === 0 || read[key] === NONE) continue;
      visit(txn, key, read[key] as number, NONE);
      read[key] = NONE;
    }
  }
}

/** Keys that the candidates, with what is known, make cyclic; each is reported. */
function cyclicKeys(
  txns: Transactions,
  known: VersionEdges,
  candidates: VersionEdges,
  source: VersionSource,
  cyclic: CyclicVersions[],
): ReadonlySet<number> {
  const { versions, keys } = txns;
  const list = new EdgeList(versions.size + keys.length);
  for (const edges of [known, candidates])
    edges.copyTo(
      list,
      (version, i) =>
        version === NIL ? versions.size + versions.keyOf(edges.from[i] as number) : version,
      EDGE.ww,
    );
  for (let i = 0; i < candidates.to.length; i++) {
    if (candidates.to[i] !== NIL) continue;
    const from = candidates.from[i] as number;
    list.add(versions.size + versions.keyOf(from), from, EDGE.ww);
  }
  const { of, size } = componentsOf(graphOf(list), EDGE.ww);
  const bad = new Map<number, number[]>();
  for (let version = 0; version < versions.size; version++) {
    if ((size[of[version] as number] as number) === 1) continue;
    const key = versions.keyOf(version);
    const members = bad.get(key);
    if (members === undefined) bad.set(key, [version]);
    else members.push(version);
  }
  for (const [key, members] of bad)
    cyclic.push({ key, versions: members, txns: shownBy(candidates, new Set(members)), source });
  return new Set(bad.keys());
}

function shownBy(
  { from, to, first, second }: VersionEdges,
  members: ReadonlySet<number>,
): number[] {
  const txns = new Set<number>();
  for (let i = 0; i < from.length; i++)
    if (members.has(from[i] as number) && (to[i] === NIL || members.has(to[i] as number)))
      txns.add(first[i] as number).add(second[i] as number);
  return [...txns];
}
