// Edges of lists: who appended right before whom, who read whose append, whose append a read missed. Every edge follows from a
// spine alone; cycles are for others to find.
import { EDGE, type EdgeList } from "./edge-list.ts";
import { NIL, NONE, READ, STATUS, type Transactions } from "./ingest.ts";
import type { ListOrders } from "./list-orders.ts";

/** Adds ww, wr and rw edges. An unknown transaction whose append was read committed; a failed one has no edges. */
export function addListEdges(txns: Transactions, orders: ListOrders, edges: EdgeList): void {
  addVersionEdges(txns, orders, edges);
  const atEnd = addReadEdges(txns, orders, edges);
  addUnreadEdges(txns, orders, atEnd, edges);
}

/** Who wrote a version and did not fail; `NONE` otherwise. */
export function writerOf({ writer, status }: Transactions, version: number): number {
  if (version < 0) return NONE;
  const txn = writer[version] as number;
  return txn === NONE || status[txn] === STATUS.fail ? NONE : txn;
}

function addVersionEdges(txns: Transactions, orders: ListOrders, edges: EdgeList): void {
  const { spineStart, spine } = orders;
  for (let key = 0; key < txns.keys.length; key++) {
    let before: number = NONE;
    for (let at = spineStart[key] as number; at < (spineStart[key + 1] as number); at++) {
      const writer = writerOf(txns, spine[at] as number);
      if (before !== NONE && writer !== NONE && writer !== before)
        edges.add(before, writer, EDGE.ww);
      before = writer;
    }
  }
}

/** Returns, per key with unread appends, the transactions that read its whole spine. */
function addReadEdges(
  txns: Transactions,
  { seen, position, spineStart, spine, unreadStart }: ListOrders,
  edges: EdgeList,
): ReadonlyMap<number, readonly number[]> {
  const atEnd = new Map<number, number[]>();
  for (let txn = 0; txn < txns.count; txn++) {
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      if (txns.kind[micro] !== READ) continue;
      const version = seen[micro] as number;
      const writer = writerOf(txns, version);
      if (writer !== NONE && writer !== txn) edges.add(writer, txn, EDGE.wr);
      if (version === NONE || (version !== NIL && position[version] === NONE)) continue;
      const key = txns.key[micro] as number;
      const next =
        (spineStart[key] as number) + (version === NIL ? 0 : (position[version] as number) + 1);
      if (next < (spineStart[key + 1] as number)) {
        const overwriter = writerOf(txns, spine[next] as number);
        if (overwriter !== NONE && overwriter !== txn) edges.add(txn, overwriter, EDGE.rw);
      } else if (unreadStart[key] !== unreadStart[key + 1]) {
        const readers = atEnd.get(key);
        if (readers === undefined) atEnd.set(key, [txn]);
        else readers.push(txn);
      }
    }
  }
  return atEnd;
}

/** Appends that no read shows come after the spine: after its last writer, and unseen by whoever read all of it. */
function addUnreadEdges(
  txns: Transactions,
  { spineStart, spine, unreadStart, unread }: ListOrders,
  atEnd: ReadonlyMap<number, readonly number[]>,
  edges: EdgeList,
): void {
  for (let key = 0; key < txns.keys.length; key++) {
    const [from, to] = [unreadStart[key] as number, unreadStart[key + 1] as number];
    if (from === to) continue;
    const end = spineStart[key + 1] as number;
    const last = end === spineStart[key] ? NONE : writerOf(txns, spine[end - 1] as number);
    const targets: number[] = [];
    for (let at = from; at < to; at++) {
      const writer = txns.writer[unread[at] as number] as number;
      if (writer === targets.at(-1)) continue;
      targets.push(writer);
      if (last !== NONE && last !== writer) edges.add(last, writer, EDGE.ww);
    }
    const readers = atEnd.get(key);
    if (readers !== undefined) edges.addAllButSelf(readers, targets, EDGE.rw);
  }
}
