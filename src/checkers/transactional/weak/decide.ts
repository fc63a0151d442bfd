// Decides weak levels of plain registers exactly, where values are unique: a level holds if what transactions saw, and the order of
// writes that follows from it, has no cycle. Each cycle is a violation, and every edge says why it is one.
import { anyCycle } from "../cycle-search.ts";
import { componentsOf, cyclicComponents } from "../components.ts";
import { ints } from "../columns.ts";
import type { CyclesFound } from "../classify.ts";
import { EDGE, EdgeList } from "../edge-list.ts";
import type { ExplainEdge } from "../explain-edge.ts";
import { type Findings, MAX_EXAMPLES } from "../findings.ts";
import { type Graph, graphOf, inducedBy } from "../graph.ts";
import { READ, STATUS, type Transactions } from "../ingest.ts";
import { keyName, nameOf, valueName } from "../naming.ts";
import type { RegisterReads } from "../register-reads.ts";
import type { WeakKind } from "./level.ts";
import { pastOf } from "./past.ts";
import { addSessions, addSights, sourceOf } from "./sights.ts";
import { orderByPast, orderBySight, WriteOrders } from "./write-orders.ts";

const ALL_TYPES = 0xff;
const BYTES_PER_MB = 1024 * 1024;

export interface WeakDecision {
  readonly found: readonly CyclesFound[];
  readonly because: ExplainEdge;
  /** Why a level may be broken though nothing was found, and what would decide it; null where it is not. */
  readonly open: string | null;
}

/** `maxBytes` is for clocks, one entry a transaction and chain. */
export function decideWeak(
  txns: Transactions,
  reads: RegisterReads,
  kinds: readonly WeakKind[],
  findings: Findings,
  maxBytes: number,
): WeakDecision {
  const found: CyclesFound[] = [];
  const reasons: ExplainEdge[] = [explainSight(txns)];
  const open = kinds.length > 0 && readsRepeated(txns) ? REPEATED : null;
  let tooBig: string | null = null;
  for (const kind of kinds) {
    const edges = new EdgeList(txns.count, txns.kind.length + txns.count);
    addSights(txns, kind === "G1c" ? null : reads.isExternalRead, edges);
    if (kind === "causal-violation-process") addSessions(txns, edges);
    const orders = new WriteOrders(txns, edges);
    const seen = graphOf(edges);
    const { of, count } = componentsOf(seen, ALL_TYPES);
    if (count === txns.count && kind === "fractured-read") orderBySight(txns, reads, orders);
    else if (count === txns.count && kind !== "G1c") {
      const past = pastOf(seen, sourcesFirst(of), maxBytes);
      if (typeof past === "number") tooBig = clocksOf(past, kind);
      else orderByPast(txns, reads, past, orders);
    }
    reportMissed(txns, orders, kind, findings);
    reasons.push(explainWrites(txns, orders));
    const cycles = cyclesOf(graphOf(edges));
    if (cycles.count > 0) found.push({ kind, ...cycles });
  }
  return {
    found,
    open: open ?? tooBig,
    because: (from, to, type) => {
      for (const reason of reasons) {
        const because = reason(from, to, type);
        if (because !== null) return because;
      }
      return null;
    },
  };
}

const REPEATED =
  "a value was written to one register by several transactions and read, so that the read does not tell whose it saw; unique values would decide it";

const clocksOf = (needed: number, kind: WeakKind): string =>
  `the clocks that tell ${kind} would take ${String(Math.ceil(needed / BYTES_PER_MB))} MB; a higher memory limit or fewer processes, crashed ones included, would decide it`;

const readsRepeated = ({ kind, version, ambiguous }: Transactions): boolean =>
  version.some((v, micro) => kind[micro] === READ && v >= 0 && ambiguous[v] === 1);

/** A component reaches only those of smaller number; here every node is one. */
function sourcesFirst(of: Int32Array): Int32Array {
  const order = ints(of.length);
  for (let node = 0; node < of.length; node++) order[of.length - 1 - (of[node] as number)] = node;
  return order;
}

/** A cycle for each component, the first few. */
function cyclesOf(graph: Graph): Pick<CyclesFound, "count" | "cycles"> {
  const components = cyclicComponents(componentsOf(graph, ALL_TYPES));
  const local = ints(components.length > 0 ? graph.nodes : 0);
  const cycles = components.slice(0, MAX_EXAMPLES).map((members) => {
    const { nodes, types } = anyCycle(inducedBy(graph, members, local), members.length);
    return { nodes: nodes.map((node) => members[node] as number), types };
  });
  return { count: components.length, cycles };
}

function reportMissed(
  txns: Transactions,
  { missed }: WriteOrders,
  kind: WeakKind,
  findings: Findings,
): void {
  for (const [reader, micro, writer] of missed)
    findings.add(kind, () => ({
      txns: [reader, writer],
      because: `${nameOf(txns, reader)} read the initial state of ${keyName(txns, txns.key[micro] as number)}, and ${knew(kind)} ${nameOf(txns, writer)}, which wrote it`,
    }));
}

const knew = (kind: WeakKind): string => (kind === "fractured-read" ? "saw a write of" : "knew of");

/** Reasons of sights and sessions. */
function explainSight(txns: Transactions): ExplainEdge {
  return (from, to, type) => {
    const { status, process, start } = txns;
    if (type === EDGE.process)
      return from < to && process[from] === process[to] && status[from] === STATUS.ok
        ? `process ${String(process[from])} was done with ${nameOf(txns, from)} before it ran ${nameOf(txns, to)}`
        : null;
    if (type !== EDGE.wr) return null;
    for (let micro = start[to] as number; micro < (start[to + 1] as number); micro++)
      if (sourceOf(txns, to, micro) === from)
        return `${nameOf(txns, to)} read ${keyName(txns, txns.key[micro] as number)} = ${valueName(txns, txns.version[micro] as number)}, which ${nameOf(txns, from)} wrote`;
    return null;
  };
}

/** Reasons of orders of writes. */
function explainWrites(txns: Transactions, orders: WriteOrders): ExplainEdge {
  return (from, to, type) => {
    const by = type === EDGE.ww ? orders.orderedBy(from, to) : null;
    if (by === null) return null;
    const key = keyName(txns, txns.key[by.micro] as number);
    const value = valueName(txns, txns.version[by.micro] as number);
    return `${nameOf(txns, by.reader)} read ${key} = ${value} of ${nameOf(txns, to)} though it knew of ${nameOf(txns, from)}, which wrote ${key}, too: so ${nameOf(txns, from)}'s write came first`;
  };
}
