// Edges that come from when transactions ran, not from what they saw: the order of a process and the order of real time.
import type { History } from "../../core/history.ts";
import { EDGE, type EdgeList } from "./edge-list.ts";
import { NONE, STATUS, type Transactions } from "./ingest.ts";

/** Which order edges a check needs; real time contains the processes' order. */
export type OrderKind = "none" | "process" | "realtime";

export function addOrderEdges(
  history: History,
  txns: Transactions,
  order: OrderKind,
  edges: EdgeList,
): void {
  if (order === "process") addProcessEdges(txns, edges);
  if (order === "realtime") addRealtimeEdges(history, txns, edges);
}

/** Every `ok` transaction before the next one of its process. */
function addProcessEdges({ count, status, process }: Transactions, edges: EdgeList): void {
  const last = new Map<number, number>();
  for (let txn = 0; txn < count; txn++) {
    if (status[txn] !== STATUS.ok) continue;
    const before = last.get(process[txn] as number);
    if (before !== undefined) edges.add(before, txn, EDGE.process);
    last.set(process[txn] as number, txn);
  }
}

/**
 * Every `ok` transaction before all that were invoked after its completion: one helper for every completion that an
 * invocation follows, chained in time. Three edges a transaction at most, however many run at once.
 */
function addRealtimeEdges(history: History, txns: Transactions, edges: EdgeList): void {
  const { type } = history.columns;
  const { txnOf, status, ret } = txns;
  let helper: number = NONE;
  let used = false;
  for (let event = 0; event < type.length; event++) {
    const txn = txnOf[event] as number;
    if (txn === NONE) continue;
    if (type[event] === 0 && helper !== NONE && ret[txn] !== NONE) edges.evidence = true;
    if (status[txn] === STATUS.fail) continue;
    if (type[event] === 0) {
      if (helper === NONE) continue;
      edges.add(helper, txn, EDGE.realtime);
      used = true;
    } else if (type[event] === STATUS.ok) {
      if (helper === NONE || used) {
        const next = edges.addNode();
        if (helper !== NONE) edges.add(helper, next, EDGE.realtime);
        helper = next;
        used = false;
      }
      edges.add(txn, helper, EDGE.realtime);
    }
  }
}
