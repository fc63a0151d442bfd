// Names the cycles of a dependency graph: per strongly connected component, the worst kinds first, each by a short cycle. A
// kind that an earlier one of the component implies is not searched for.
import { ANOMALY_IMPLIES } from "./anomaly-kinds.ts";
import { ints } from "./columns.ts";
import { componentsOf, cyclicComponents } from "./components.ts";
import { CYCLE_SEARCHES, cycleKindOf } from "./cycle-kinds.ts";
import { type Cycle, searchCycle } from "./cycle-search.ts";
import { MAX_EXAMPLES } from "./findings.ts";
import { type Graph, inducedBy } from "./graph.ts";
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
  readonly largest: number;
  /** Searches that ended for their budget, unable to say that there is no such cycle. */
  readonly cut: number;
}

/** Nodes of `graph` below `transactions` are transactions; their numbers are in the cycles. */
export function classify(graph: Graph, transactions: number, order: OrderKind): Classification {
  const components = cyclicComponents(componentsOf(graph, ALL_TYPES));
  const found = new Map<string, { count: number; cycles: Cycle[] }>();
  const local = ints(components.length > 0 ? graph.nodes : 0);
  let [cut, largest] = [0, 0];
  for (const members of components) {
    const inside = members.filter((node) => node < transactions).length;
    largest = Math.max(largest, inside);
    cut += searchComponent(inducedBy(graph, members, local), inside, order, ({ nodes, types }) => {
      const kind = cycleKindOf(types);
      let known = found.get(kind);
      if (known === undefined) found.set(kind, (known = { count: 0, cycles: [] }));
      known.count += 1;
      keepShortest(known.cycles, { nodes: nodes.map((node) => members[node] as number), types });
      return kind;
    });
  }
  return {
    found: [...found].map(([kind, { count, cycles }]) => ({ kind, count, cycles })),
    components: components.length,
    largest,
    cut,
  };
}

function keepShortest(cycles: Cycle[], cycle: Cycle): void {
  const place = cycles.findIndex(({ nodes }) => nodes.length > cycle.nodes.length);
  cycles.splice(place < 0 ? cycles.length : place, 0, cycle);
  if (cycles.length > MAX_EXAMPLES) cycles.pop();
}

/** Reports each cycle found to `report`, which names its kind; returns how many searches were cut. */
function searchComponent(
  graph: Graph,
  transactions: number,
  order: OrderKind,
  report: (cycle: Cycle) => string,
): number {
  const needless = new Set<string>();
  let cut = 0;
  for (const search of CYCLE_SEARCHES[order]) {
    if (needless.has(search.kind)) continue;
    const result = searchCycle(graph, transactions, search);
    if (result.cut) cut += 1;
    if (result.cycle === null) continue;
    const implied = [report(result.cycle)];
    for (const kind of implied) {
      needless.add(kind);
      implied.push(...(ANOMALY_IMPLIES[kind] ?? []).filter((other) => !needless.has(other)));
    }
  }
  return cut;
}
