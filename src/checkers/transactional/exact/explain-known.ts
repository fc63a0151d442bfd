// Why one transaction comes before another whatever is chosen, as a sentence, from the history alone: what finds no reason here is
// no edge of a polygraph.
import { EDGE } from "../edge-list.ts";
import { type ExplainEdge, explainOrder } from "../explain-edge.ts";
import { explainListEdge } from "../explain-list-edge.ts";
import { type Datatype, NIL, NONE, READ, STATUS, type Transactions, WRITE } from "../ingest.ts";
import { listOrders } from "../list-orders.ts";
import { keyName, nameOf, valueName } from "../naming.ts";

export function explainKnown(txns: Transactions, datatype: Datatype): ExplainEdge {
  const explainTime = explainOrder(txns);
  const explainData =
    datatype === "list" ? explainListEdge(txns, listOrders(txns)) : explainRegisters(txns);
  return (from, to, type) =>
    (type === EDGE.process || type === EDGE.realtime ? explainTime : explainData)(from, to, type);
}

const explainRegisters =
  (txns: Transactions): ExplainEdge =>
  (from, to, type) => {
    const [reader, writer] = type === EDGE.wr ? [to, from] : [from, to];
    for (const read of microsOf(txns, reader, READ))
      for (const write of microsOf(txns, writer, WRITE)) {
        if (txns.key[read] !== txns.key[write]) continue;
        const because =
          type === EDGE.wr
            ? whyRead(txns, [reader, read], [writer, write])
            : type === EDGE.rw
              ? whyMissed(txns, [reader, read], [writer, write])
              : null;
        if (because !== null) return because;
      }
    return null;
  };

function microsOf({ start, kind }: Transactions, txn: number, wanted: number): readonly number[] {
  const micros: number[] = [];
  for (let micro = start[txn] as number; micro < (start[txn + 1] as number); micro++)
    if (kind[micro] === wanted) micros.push(micro);
  return micros;
}

/** A transaction and a micro-operation of it. */
type Place = readonly [txn: number, micro: number];

const didRead = (txns: Transactions, [txn, micro]: Place): string =>
  `${nameOf(txns, txn)} read ${keyName(txns, txns.key[micro] as number)} = ${valueName(txns, txns.version[micro] as number)}`;

const whyRead = (txns: Transactions, read: Place, [writer, write]: Place): string | null =>
  txns.version[read[1]] === txns.version[write]
    ? `${didRead(txns, read)}, which ${nameOf(txns, writer)} wrote`
    : null;

/** The read saw the initial state, or a value whose writer was done before the other writer of the key was invoked. */
function whyMissed(txns: Transactions, read: Place, [writer, write]: Place): string | null {
  const version = txns.version[read[1]] as number;
  const wrote = `${nameOf(txns, writer)} wrote ${valueName(txns, txns.version[write] as number)}`;
  if (version === NIL)
    return `${didRead(txns, read)} and ${wrote}: the initial state comes before all else`;
  const source = txns.writer[version] as number;
  if (source === NONE || source === writer || txns.status[source] !== STATUS.ok) return null;
  const [done, invoked] = [txns.ret[source] as number, txns.call[writer] as number];
  if (done >= invoked) return null;
  return `${didRead(txns, read)} of ${nameOf(txns, source)}, which was completed (event ${String(done)}) before ${wrote} (event ${String(invoked)})`;
}
