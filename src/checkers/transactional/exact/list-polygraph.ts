// The polygraph of lists. Reads show the order of appends, so that only what no read shows is open, and matters to snapshot
// isolation alone: two unread appends to one key exclude each other.
import type { History } from "../../../core/history.ts";
import { EDGE, EdgeList } from "../edge-list.ts";
import { Findings } from "../findings.ts";
import { NONE, STATUS, type Transactions } from "../ingest.ts";
import { findListAnomalies, findListInternal } from "../list-anomalies.ts";
import { addListEdges } from "../list-edges.ts";
import { type ListOrders, listOrders } from "../list-orders.ts";
import { keyName, nameOf } from "../naming.ts";
import { addOrderEdges } from "../order-edges.ts";
import { Choices } from "./choices.ts";
import type { Impossible, Polygraph, PolygraphOptions } from "./polygraph.ts";

export function listPolygraph(
  history: History,
  txns: Transactions,
  { order, snapshot, maxEdges }: PolygraphOptions,
): Polygraph {
  const known = new EdgeList(txns.count);
  const choices = new Choices();
  addOrderEdges(history, txns, order, known);
  const orders = listOrders(txns);
  addListEdges(txns, orders, known);
  const complete = !snapshot || addUnreadPairs(txns, orders, choices, maxEdges);
  return { known, choices, complete, ambiguous: false, impossible: impossibleIn(txns, orders) };
}

function impossibleIn(txns: Transactions, orders: ListOrders): Impossible | null {
  const findings = new Findings();
  findListAnomalies(txns, orders, findings);
  findListInternal(txns, orders, findings);
  const found = findings.all().find(({ kind }) => kind !== "dirty-update");
  return found?.examples[0] ?? findReversed(txns, orders);
}

/** A transaction whose appends to a key are shown in another order than it made them. */
function findReversed(txns: Transactions, { spine, spineStart }: ListOrders): Impossible | null {
  for (let key = 0; key < txns.keys.length; key++)
    for (let at = (spineStart[key] as number) + 1; at < (spineStart[key + 1] as number); at++) {
      const [before, after] = [spine[at - 1] as number, spine[at] as number];
      if (before === NONE || after === NONE) continue;
      const txn = txns.writer[before] as number;
      if (txn !== txns.writer[after] || isInOrder(txns, txn, before, after)) continue;
      const because = `${nameOf(txns, txn)}'s appends to ${keyName(txns, key)} are shown in another order than it made them`;
      return { txns: [txn], because };
    }
  return null;
}

function isInOrder(
  { start, version }: Transactions,
  txn: number,
  before: number,
  after: number,
): boolean {
  const micros = version.subarray(start[txn], start[txn + 1]);
  return micros.indexOf(before) < micros.indexOf(after);
}

function addUnreadPairs(
  txns: Transactions,
  { unread, unreadStart, spine }: ListOrders,
  choices: Choices,
  maxEdges: number,
): boolean {
  const shown = new Set(Array.from(spine, (version) => txns.writer[version] ?? NONE));
  for (let key = 0; key < txns.keys.length; key++) {
    const lastOf = new Map<number, number>();
    for (const version of unread.subarray(unreadStart[key], unreadStart[key + 1])) {
      const txn = txns.writer[version] as number;
      if (txns.status[txn] === STATUS.ok || shown.has(txn)) lastOf.set(txn, version);
    }
    const writers = [...lastOf];
    for (const [i, [a, last]] of writers.entries()) {
      if (choices.size > maxEdges) return false;
      for (const [b, other] of writers.slice(i + 1)) {
        const literal = choices.open(a, b, last, other);
        choices.add(literal, a, b, EDGE.ww);
        choices.add(literal ^ 1, b, a, EDGE.ww);
      }
    }
  }
  return true;
}
