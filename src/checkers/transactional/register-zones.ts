// The order of versions where every key is linearizable on its own: from when a version was first done with to when it was last
// begun with. Gibbons & Korach's zones, SIAM J. Comput. 26(4), 1997; the edges are those that no other version lies between.
import { ints } from "./columns.ts";
import { NIL, NONE, STATUS, type Transactions } from "./ingest.ts";
import { type RegisterReads } from "./register-reads.ts";
import { SOURCES, VersionEdges } from "./version-edges.ts";

const NEVER = 0x7fffffff;
const LINEARIZABLE = SOURCES.indexOf("linearizable");

/** Two versions of a key, each before the other, with the transactions that show it. */
export interface ZoneConflict {
  readonly key: number;
  readonly versions: readonly [number, number];
  readonly txns: readonly [number, number, number, number];
}

interface Zones {
  /** Per version, and per key for its initial state: the first completion of a transaction that left it, and which. */
  readonly done: Int32Array;
  readonly doneBy: Int32Array;
  /** The last invocation of a transaction that found it, and which. */
  readonly begun: Int32Array;
  readonly begunBy: Int32Array;
}

export interface ZoneOrder {
  readonly edges: VersionEdges;
  readonly conflicts: readonly ZoneConflict[];
}

/** Edges for the keys without a conflict; the first conflict of each of the others. */
export function zoneOrder(txns: Transactions, reads: RegisterReads): ZoneOrder {
  const zones = zonesOf(txns, reads);
  const versionsOf: number[][] = txns.keys.map(() => []);
  for (let version = 0; version < txns.versions.size; version++)
    versionsOf[txns.versions.keyOf(version)]?.push(version);
  const edges = new VersionEdges();
  const conflicts: ZoneConflict[] = [];
  for (const [key, versions] of versionsOf.entries()) {
    const conflict = conflictOf(txns, zones, key, versions);
    if (conflict === null) addEdges(zones, versions, edges);
    else conflicts.push(conflict);
  }
  return { edges, conflicts };
}

function zonesOf(txns: Transactions, { isExternalRead, isExternalWrite }: RegisterReads): Zones {
  const size = txns.versions.size + txns.keys.length;
  const zones: Zones = {
    done: ints(size).fill(NEVER),
    doneBy: ints(size).fill(NONE),
    begun: ints(size).fill(NONE),
    begunBy: ints(size).fill(NONE),
  };
  const firstOf = ints(txns.keys.length).fill(NONE);
  const lastOf = ints(txns.keys.length).fill(NONE);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] === STATUS.fail) continue;
    const [from, to] = [txns.start[txn] as number, txns.start[txn + 1] as number];
    for (let micro = from; micro < to; micro++) {
      const key = txns.key[micro] as number;
      const zone = zoneIndex(txns, txns.version[micro] as number, key);
      const external = isExternalRead[micro] === 1;
      if (external || (isExternalWrite[micro] === 1 && firstOf[key] !== txn))
        found(zones, zone, txns.call[txn] as number, txn);
      if (external) firstOf[key] = txn;
    }
    if (txns.status[txn] !== STATUS.ok) continue;
    for (let micro = to - 1; micro >= from; micro--) {
      const key = txns.key[micro] as number;
      const zone = zoneIndex(txns, txns.version[micro] as number, key);
      if (isExternalWrite[micro] === 1) lastOf[key] = txn;
      else if (isExternalRead[micro] === 0 || lastOf[key] === txn) continue;
      left(zones, zone, txns.ret[txn] as number, txn);
    }
  }
  return zones;
}

const zoneIndex = ({ versions }: Transactions, version: number, key: number): number =>
  version === NIL ? versions.size + key : version;

function found(zones: Zones, zone: number, call: number, txn: number): void {
  if (call <= (zones.begun[zone] as number)) return;
  zones.begun[zone] = call;
  zones.begunBy[zone] = txn;
}

function left(zones: Zones, zone: number, ret: number, txn: number): void {
  if (ret >= (zones.done[zone] as number)) return;
  zones.done[zone] = ret;
  zones.doneBy[zone] = txn;
}

/** The sweep: zones in order of their beginning; one that is done before the latest forward zone has ended is in conflict. */
function conflictOf(
  txns: Transactions,
  { done, doneBy, begun, begunBy }: Zones,
  key: number,
  versions: readonly number[],
): ZoneConflict | null {
  const nil = txns.versions.size + key;
  const order = sortedBy(
    versions.filter((v) => (begun[v] as number) >= 0 || done[v] !== NEVER),
    (v) => Math.min(done[v] as number, Math.max(begun[v] as number, 0)),
  );
  let [end, holder] = [begun[nil] as number, nil];
  for (const v of order) {
    const [of, from] = [holder, begun[v] as number];
    const later = of === nil || from > (done[of] as number);
    if ((done[v] as number) < end && later) {
      const [a, b, c, d] = [doneBy[v], begunBy[of], doneBy[of], begunBy[v]] as [
        number,
        number,
        number,
        number,
      ];
      return { key, versions: [of === nil ? NIL : of, v], txns: [a, b, c, d] };
    }
    if ((done[v] as number) < from && from > end) [end, holder] = [from, v];
  }
  return null;
}

/** Sorts by a small non-negative number. */
function sortedBy(versions: readonly number[], rank: (version: number) => number): number[] {
  const size = versions.length;
  const keyed = new Float64Array(size);
  for (let i = 0; i < size; i++) keyed[i] = rank(versions[i] as number) * size + i;
  keyed.sort();
  return Array.from(keyed, (value) => versions[value % size] as number);
}

/** From each version to those begun with after it was done with, and before anything between them was. */
function addEdges(
  { done, doneBy, begun, begunBy }: Zones,
  versions: readonly number[],
  edges: VersionEdges,
): void {
  const order = sortedBy(
    versions.filter((v) => (begun[v] as number) >= 0),
    (v) => begun[v] as number,
  );
  const earliest = suffixEarliest(order, done);
  for (const v of versions) {
    const from = done[v] as number;
    if (from === NEVER) continue;
    const add = (to: number): void => {
      edges.add(v, to, LINEARIZABLE, doneBy[v] as number, begunBy[to] as number);
    };
    let at = firstAfter(order, begun, from);
    const [next, afterNext] = (earliest[at] ?? []).filter((u) => u !== v);
    if (next === undefined) continue;
    for (; at < order.length; at++) {
      const u = order[at] as number;
      if ((begun[u] as number) > (done[next] as number)) break;
      if (u !== v && u !== next) add(u);
    }
    if (afterNext === undefined || (begun[next] as number) <= (done[afterNext] as number))
      add(next);
  }
}

/** Per position, the three versions from there on that were done with first. */
function suffixEarliest(order: readonly number[], done: Int32Array): (readonly number[])[] {
  const out: (readonly number[])[] = new Array<readonly number[]>(order.length);
  let three: readonly number[] = [];
  for (let at = order.length - 1; at >= 0; at--) {
    const v = order[at] as number;
    const place = three.findIndex((u) => (done[u] as number) > (done[v] as number));
    if (place >= 0 || three.length < 3)
      three = three.toSpliced(place < 0 ? three.length : place, 0, v).slice(0, 3);
    out[at] = three;
  }
  return out;
}

function firstAfter(order: readonly number[], begun: Int32Array, event: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((begun[order[middle] as number] as number) > event) high = middle;
    else low = middle + 1;
  }
  return low;
}
