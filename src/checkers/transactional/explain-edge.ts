// Why one transaction comes before another, as a sentence, from the history alone: what finds no reason here is no edge. So
// the sentences prove the cycles that the graph search reports.
import { EDGE } from "./edge-list.ts";
import { NONE, STATUS, type Transactions } from "./ingest.ts";
import { nameOf } from "./naming.ts";

/** Null where the history holds no such edge from one to the other. */
export type ExplainEdge = (from: number, to: number, type: number) => string | null;

/** Reasons in the order of processes and of real time. */
export function explainOrder(txns: Transactions): ExplainEdge {
  const { status, process, ret, call } = txns;
  return (from, to, type) => {
    const completed = ret[from] as number;
    if (status[from] !== STATUS.ok || completed === NONE) return null;
    if (type === EDGE.process) {
      if (
        process[from] !== process[to] ||
        status[to] !== STATUS.ok ||
        completed >= (ret[to] as number)
      )
        return null;
      return `process ${String(process[from])} was done with ${nameOf(txns, from)} before it ran ${nameOf(txns, to)}`;
    }
    const invoked = call[to] as number;
    if (type !== EDGE.realtime || invoked === NONE || completed >= invoked) return null;
    return `${nameOf(txns, from)} was completed (event ${String(completed)}) before ${nameOf(txns, to)} was invoked (event ${String(invoked)})`;
  };
}
