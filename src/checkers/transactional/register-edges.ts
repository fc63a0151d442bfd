// Edges of registers: who read whose write, whose write came after whose, whose write a read missed. They rest on the version
// edges alone; cycles are for others to find.
import { EDGE, type EdgeList } from "./edge-list.ts";
import { NONE, type Transactions } from "./ingest.ts";
import { committedWriter, listAt, type RegisterReads } from "./register-reads.ts";
import type { RegisterOrders } from "./register-orders.ts";
import { NIL } from "./ingest.ts";

export function addRegisterEdges(
  txns: Transactions,
  reads: RegisterReads,
  { edges: versionEdges }: RegisterOrders,
  edges: EdgeList,
): void {
  addReadEdges(txns, reads, edges);
  const successors = successorsOf(txns, versionEdges);
  for (const [version, targets] of successors) {
    const writer = committedWriter(txns, version);
    if (writer !== NONE)
      for (const target of targets) if (target !== writer) edges.add(writer, target, EDGE.ww);
    const readers = reads.readers.subarray(
      reads.readerStart[version],
      reads.readerStart[version + 1],
    );
    if (writer !== NONE || readers.length > 0) edges.evidence = true;
    if (readers.length > 0) edges.addAllButSelf(Array.from(readers), [...targets], EDGE.rw);
  }
  addInitialEdges(txns, reads, edges);
}

function addReadEdges(
  txns: Transactions,
  { readerStart, readers }: RegisterReads,
  edges: EdgeList,
): void {
  for (let version = 0; version < txns.versions.size; version++) {
    const writer = committedWriter(txns, version);
    if (writer === NONE) continue;
    for (let at = readerStart[version] as number; at < (readerStart[version + 1] as number); at++)
      if (readers[at] !== writer) edges.add(writer, readers[at] as number, EDGE.wr);
  }
}

/** Committed writers of the versions that come after each version, each once. */
function successorsOf(
  txns: Transactions,
  { from, to }: RegisterOrders["edges"],
): ReadonlyMap<number, ReadonlySet<number>> {
  const successors = new Map<number, Set<number>>();
  for (let i = 0; i < from.length; i++) {
    const writer = to[i] === NIL ? NONE : committedWriter(txns, to[i] as number);
    if (writer === NONE) continue;
    const targets = successors.get(from[i] as number);
    if (targets === undefined) successors.set(from[i] as number, new Set([writer]));
    else targets.add(writer);
  }
  return successors;
}

/** Whoever read the initial state of a key missed all that was written to it. */
function addInitialEdges(txns: Transactions, { nilReaders }: RegisterReads, edges: EdgeList): void {
  if (nilReaders.size === 0) return;
  const writers = new Map<number, number[]>();
  for (let version = 0; version < txns.versions.size; version++) {
    const writer = committedWriter(txns, version);
    const key = txns.versions.keyOf(version);
    if (writer !== NONE && nilReaders.has(key)) listAt(writers, key).push(writer);
  }
  if (writers.size > 0) edges.evidence = true;
  for (const [key, targets] of writers)
    edges.addAllButSelf(nilReaders.get(key) ?? [], targets, EDGE.rw);
}
