// Which transaction saw which: the relation that weak levels rest on. Knows no order of writes.
import { EDGE, type EdgeList } from "../edge-list.ts";
import { NONE, READ, STATUS, type Transactions } from "../ingest.ts";

/** The other transaction whose write a read shows; `NONE` for the initial state and for what nobody committed. */
export function sourceOf(txns: Transactions, reader: number, micro: number): number {
  const version = txns.version[micro] as number;
  if (txns.kind[micro] !== READ || version < 0 || txns.ambiguous[version] === 1) return NONE;
  const writer = txns.writer[version] as number;
  return writer === NONE || writer === reader || txns.status[writer] === STATUS.fail
    ? NONE
    : writer;
}

/** Who wrote before who read, by all reads or by those of `only`. */
export function addSights(txns: Transactions, only: Uint8Array | null, edges: EdgeList): void {
  for (let txn = 0; txn < txns.count; txn++)
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      if (only !== null && only[micro] === 0) continue;
      const source = sourceOf(txns, txn, micro);
      if (source !== NONE) edges.add(source, txn, EDGE.wr);
    }
}

/** Every `ok` transaction before the next of its process, be that unknown; nothing follows on an unknown one. */
export function addSessions({ count, status, process }: Transactions, edges: EdgeList): void {
  const last = new Map<number, number>();
  for (let txn = 0; txn < count; txn++) {
    if (status[txn] === STATUS.fail) continue;
    const before = last.get(process[txn] as number);
    if (before !== undefined) edges.add(before, txn, EDGE.process);
    if (status[txn] === STATUS.ok) last.set(process[txn] as number, txn);
  }
}
