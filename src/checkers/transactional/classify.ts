// Names the cycles of a dependency graph: per strongly connected component, the worst kinds first, each by a short cycle. A
// kind that an earlier one of the component implies is not searched for.
import type { UnknownReason } from "../../core/verdict.ts";
import { ANOMALY_IMPLIES } from "./anomaly-kinds.ts";
import { ints } from "./columns.ts";
import { componentsOf, cyclicComponents } from "./components.ts";
import { CYCLE_SEARCHES, cycleKindOf } from "./cycle-kinds.ts";
import { anyCycle, type Cycle, searchCycle } from "./cycle-search.ts";
import { MAX_EXAMPLES } from "./findings.ts";
import { type Graph, inducedBy } from "./graph.ts";
import type { Limits } from "./limits.ts";
import type { OrderKind } from "./order-edges.ts";

const ALL_TYPES = 0xff;

/** Cycles of one kind: one a component, the shortest first, at most `MAX_EXAMPLES`; `count` has all. */
export interface CyclesFound {
  readonly kind: string;
  readonly count: number;
  readonly cycles: readonly Cycle[];
}

export interface Classification {
  readonly found: readonly CyclesFound[];
  readonly components: number;
  /** Transactions of the largest. */
  readonly largest: number;
  /** Searches that ended for their budget, unable to say that there is no such cycle. */
  readonly cut: number;
  /** Why not all components were searched; null where they were. */
  readonly stopped: UnknownReason | null;
  readonly unsearched: number;
  /** Kinds that may be there and were not found, nor follow from what was. */
  readonly undecided: readonly string[];
}

/** Nodes of `graph` below `transactions` are transactions; their numbers are in the cycles. */
export async function classify(
  graph: Graph,
  transactions: number,
  order: OrderKind,
  limits: Limits,
): Promise<Classification> {
  const components = cyclicComponents(componentsOf(graph, ALL_TYPES));
  const found = new Map<string, { count: number; cycles: Cycle[] }>();
  const local = ints(components.length > 0 ? graph.nodes : 0);
  const open = new Set<string>();
  let [cut, largest, searched] = [0, 0, 0];
  let stopped: UnknownReason | null = null;
  for (const members of components) {
    const inside = members.filter((node) => node < transactions).length;
    largest = Math.max(largest, inside);
    if (stopped !== null) continue;
    searched += 1;
    const part = inducedBy(graph, members, local);
    const report = ({ nodes, types }: Cycle): string => {
      const kind = cycleKindOf(types);
      let known = found.get(kind);
      if (known === undefined) found.set(kind, (known = { count: 0, cycles: [] }));
      known.count += 1;
      keepShortest(known.cycles, { nodes: nodes.map((node) => members[node] as number), types });
      return kind;
    };
    const result = await searchComponent(part, inside, order, limits, report);
    for (const kind of result.cut) open.add(kind);
    cut += result.cut.length;
    stopped = result.stopped;
  }
  if (stopped !== null) for (const { kind } of CYCLE_SEARCHES[order]) open.add(kind);
  const known = impliedBy(found.keys());
  return {
    found: [...found].map(([kind, { count, cycles }]) => ({ kind, count, cycles })),
    components: components.length,
    largest,
    cut,
    stopped,
    unsearched: components.length - searched,
    undecided: [...open].filter((kind) => !known.has(kind)),
  };
}

function keepShortest(cycles: Cycle[], cycle: Cycle): void {
  const place = cycles.findIndex(({ nodes }) => nodes.length > cycle.nodes.length);
  cycles.splice(place < 0 ? cycles.length : place, 0, cycle);
  if (cycles.length > MAX_EXAMPLES) cycles.pop();
}

/**
 * Reports each cycle found to `report`, which names its kind; returns the kinds whose search was cut. Some cycle there is, so one
 * is reported whatever is cut.
 */
async function searchComponent(
  graph: Graph,
  transactions: number,
  order: OrderKind,
  limits: Limits,
  report: (cycle: Cycle) => string,
): Promise<{ readonly cut: readonly string[]; readonly stopped: UnknownReason | null }> {
  const needless = new Set<string>();
  const cut: string[] = [];
  let stopped: UnknownReason | null = null;
  for (const search of CYCLE_SEARCHES[order]) {
    if (needless.has(search.kind)) continue;
    stopped = await limits.reached();
    if (stopped !== null) break;
    const result = searchCycle(graph, transactions, search);
    if (result.cut) cut.push(search.kind);
    if (result.cycle !== null)
      for (const kind of impliedBy([report(result.cycle)])) needless.add(kind);
  }
  if (needless.size === 0) report(anyCycle(graph, transactions));
  return { cut, stopped };
}

/** The kinds themselves and what follows from them. */
function impliedBy(kinds: Iterable<string>): ReadonlySet<string> {
  const implied = new Set(kinds);
  for (const kind of implied) for (const other of ANOMALY_IMPLIES[kind] ?? []) implied.add(other);
  return implied;
}
