// Why one transaction comes before another by the lists they appended to and read: a sentence that quotes the reads.
import { EDGE } from "./edge-list.ts";
import type { ExplainEdge } from "./explain-edge.ts";
import { NIL, NONE, READ, type Transactions, WRITE } from "./ingest.ts";
import { txnOfMicro } from "./list-anomalies.ts";
import { writerOf } from "./list-edges.ts";
import type { ListOrders } from "./list-orders.ts";
import { keyName, listName, nameOf, readName, valueName } from "./naming.ts";

export function explainListEdge(txns: Transactions, orders: ListOrders): ExplainEdge {
  return (from, to, type) => {
    const own = type === EDGE.rw ? from : to;
    for (let micro = txns.start[own] as number; micro < (txns.start[own + 1] as number); micro++) {
      const because =
        type === EDGE.ww
          ? whyAppended(txns, orders, from, to, micro)
          : type === EDGE.wr
            ? whyRead(txns, orders, from, to, micro)
            : type === EDGE.rw
              ? whyMissed(txns, orders, from, to, micro)
              : null;
      if (because !== null) return because;
    }
    return null;
  };
}

/** The version before another in its key's order: the one before in the spine, or the end of it; `NIL` for the initial state. */
function versionBefore({ versions }: Transactions, orders: ListOrders, version: number): number {
  const key = versions.keyOf(version);
  const start = orders.spineStart[key] as number;
  const at = orders.position[version] as number;
  const end = at === NONE ? (orders.spineStart[key + 1] as number) : start + at;
  return end === start ? NIL : (orders.spine[end - 1] as number);
}

const shownBy = (txns: Transactions, { longest }: ListOrders, key: number): string => {
  const micro = longest[key] as number;
  return micro === NONE ? "no read" : readName(txns, txnOfMicro(txns, micro), micro);
};

function whyAppended(
  txns: Transactions,
  orders: ListOrders,
  from: number,
  to: number,
  micro: number,
): string | null {
  if (txns.kind[micro] !== WRITE) return null;
  const version = txns.version[micro] as number;
  const before = versionBefore(txns, orders, version);
  if (writerOf(txns, before) !== from) return null;
  const key = txns.versions.keyOf(version);
  const first = `${nameOf(txns, from)} appended ${valueName(txns, before)} to ${keyName(txns, key)}`;
  const second = `${nameOf(txns, to)}'s ${valueName(txns, version)}`;
  return orders.position[version] === NONE
    ? `${first}, the last element that any read shows; ${second}, which none shows, came later`
    : `${first} just before ${second}, seen in ${shownBy(txns, orders, key)}`;
}

function whyRead(
  txns: Transactions,
  { seen }: ListOrders,
  from: number,
  to: number,
  micro: number,
): string | null {
  const version = seen[micro] as number;
  if (txns.kind[micro] !== READ || writerOf(txns, version) !== from) return null;
  return `${readName(txns, to, micro)}, ends with ${valueName(txns, version)}, which ${nameOf(txns, from)} appended`;
}

/** The read of `from` shows the state right before an append of `to`. */
function whyMissed(
  txns: Transactions,
  orders: ListOrders,
  from: number,
  to: number,
  micro: number,
): string | null {
  const version = orders.seen[micro] as number;
  if (txns.kind[micro] !== READ || version === NONE) return null;
  const key = txns.key[micro] as number;
  for (let at = txns.start[to] as number; at < (txns.start[to + 1] as number); at++) {
    if (txns.kind[at] !== WRITE || txns.key[at] !== key) continue;
    const missed = txns.version[at] as number;
    if (versionBefore(txns, orders, missed) !== version) continue;
    const read = `${nameOf(txns, from)} read ${keyName(txns, key)} as ${listName(txns.lists[micro] ?? null)}, without ${nameOf(txns, to)}'s ${valueName(txns, missed)}`;
    return orders.position[missed] === NONE
      ? `${read}, which no read shows and so came later than all that is shown`
      : `${read}, the next append, seen in ${shownBy(txns, orders, key)}`;
  }
  return null;
}
