// From a history to everything that is wrong with it: inference by datatype, edges, graph, cycles, each stage a file of its
// own. Knows no consistency model and judges nothing.
import { assert } from "../../core/assert.ts";
import type { History } from "../../core/history.ts";
import { type Classification, classify } from "./classify.ts";
import { EDGE, EdgeList } from "./edge-list.ts";
import { type ExplainEdge, explainOrder } from "./explain-edge.ts";
import { explainListEdge } from "./explain-list-edge.ts";
import { explainRegisterEdge } from "./explain-register-edge.ts";
import { Findings } from "./findings.ts";
import { graphOf } from "./graph.ts";
import { type Datatype, ingest, type IngestOptions, type Transactions } from "./ingest.ts";
import type { Limits } from "./limits.ts";
import { findListAnomalies, findListInternal } from "./list-anomalies.ts";
import { addListEdges } from "./list-edges.ts";
import { listOrders } from "./list-orders.ts";
import { findLostUpdates } from "./lost-updates.ts";
import { addOrderEdges, type OrderKind } from "./order-edges.ts";
import { findRegisterAnomalies, reportCyclicVersions } from "./register-anomalies.ts";
import { addRegisterEdges } from "./register-edges.ts";
import { type RegisterAssumptions, registerOrders } from "./register-orders.ts";
import { registerReads } from "./register-reads.ts";
import { decideWeak, type WeakDecision } from "./weak/decide.ts";
import type { WeakKind } from "./weak/level.ts";

export interface AnalysisOptions extends IngestOptions {
  readonly datatype: Datatype;
  readonly order: OrderKind;
  readonly assumptions: RegisterAssumptions;
  /** Levels of registers to be decided without them. */
  readonly weak: readonly WeakKind[];
}

export interface Analysis extends Classification {
  readonly txns: Transactions;
  readonly findings: Findings;
  readonly edges: number;
  /** Whether any transaction depends on another: without, the history tests nothing. */
  readonly evidence: boolean;
  /** Why a weak level was not decided; null where all are. */
  readonly open: string | null;
  /** The reason of an edge; an edge without one is an assertion that fails. */
  readonly because: (from: number, to: number, type: number) => string;
}

const NOTHING_WEAK: WeakDecision = { found: [], open: null, because: () => null };

/** Throws `MalformedTransaction`, and `CheckStopped` where nothing can be said within the limits. */
export async function analyse(
  history: History,
  options: AnalysisOptions,
  limits: Limits,
): Promise<Analysis> {
  limits.fit({ event: history.length });
  const txns = ingest(history, options.datatype, options);
  await limits.pass(`the history was read, ${String(txns.count)} transactions`);
  limits.fit({ event: history.length, transaction: txns.count, micro: txns.kind.length });
  const edges = new EdgeList(txns.count, 2 * txns.kind.length + 3 * txns.count);
  const findings = new Findings();
  const { explain: explainData, ...weak } =
    options.datatype === "list"
      ? { explain: inferLists(txns, edges, findings), ...NOTHING_WEAK }
      : inferRegisters(txns, options, edges, findings, limits);
  addOrderEdges(history, txns, options.order, edges);
  const explainTime = explainOrder(txns);
  const classification = await classify(graphOf(edges), txns.count, options.order, limits);
  const known = new Set(classification.found.map(({ kind }) => kind));
  return {
    txns,
    findings,
    edges: edges.size,
    evidence: edges.evidence || edges.to.subarray(0, edges.size).some((node) => node < txns.count),
    ...classification,
    found: [...classification.found, ...weak.found.filter(({ kind }) => !known.has(kind))],
    open: weak.open,
    because: (from, to, type) => {
      const ordered = type === EDGE.process || type === EDGE.realtime;
      const reason =
        (ordered ? explainTime : explainData)(from, to, type) ?? weak.because(from, to, type);
      assert(
        reason !== null,
        `the history holds no edge of type ${String(type)} from transaction ${String(from)} to ${String(to)}`,
      );
      return reason;
    },
  };
}

function inferLists(txns: Transactions, edges: EdgeList, findings: Findings): ExplainEdge {
  const orders = listOrders(txns);
  findListAnomalies(txns, orders, findings);
  findListInternal(txns, orders, findings);
  findLostUpdates(txns, orders.seen, findings);
  addListEdges(txns, orders, edges);
  return explainListEdge(txns, orders);
}

function inferRegisters(
  txns: Transactions,
  { assumptions, elle, weak }: AnalysisOptions,
  edges: EdgeList,
  findings: Findings,
  { clockBytes }: Limits,
): WeakDecision & { readonly explain: ExplainEdge } {
  const reads = registerReads(txns);
  const orders = registerOrders(txns, reads, assumptions);
  findRegisterAnomalies(txns, findings, elle);
  reportCyclicVersions(txns, orders.cyclic, findings);
  findLostUpdates(txns, txns.version, findings);
  addRegisterEdges(txns, reads, orders, edges);
  return {
    ...decideWeak(txns, reads, weak, findings, clockBytes),
    explain: explainRegisterEdge(txns, reads, orders),
  };
}
