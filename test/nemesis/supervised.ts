// A supervisor over a fake cluster, and the steps to give it: what the tests of faults share.
import type { SystemHooks } from "../../src/cluster/api.ts";
import { elementAt } from "../../src/core/assert.ts";
import { nodeId, seed, type NodeId } from "../../src/core/ids.ts";
import type { FaultWindow } from "../../src/core/fault.ts";
import { type Layout, parsePlace, type Place } from "../../src/core/topology.ts";
import { randomOf } from "../../src/core/random.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import type { ScheduledFault } from "../../src/nemesis/nemesis.ts";
import { timeline } from "../../src/nemesis/schedule.ts";
import { Supervisor } from "../../src/nemesis/supervisor.ts";
import { type FakeCluster, fakeCluster, ImpatientClock } from "./fake-cluster.ts";

export interface Supervised {
  readonly cluster: FakeCluster;
  readonly supervisor: Supervisor;
  /** Ids, as told before anything was touched. */
  readonly injecting: number[];
  readonly injected: FaultWindow[];
  readonly healed: FaultWindow[];
  /** Injects the step at `position` of the plans; resolves with its window. */
  inject(position: number): Promise<FaultWindow>;
  heal(position: number): Promise<FaultWindow>;
}

/** Three nodes unless told otherwise; `leader` leads, nobody if null. */
export function supervise(
  plans: readonly FaultPlan[],
  options: {
    readonly nodes?: number;
    readonly leader?: string | null | (() => Promise<NodeId | null>);
    readonly hooks?: (cluster: FakeCluster) => SystemHooks;
    /** Places of the nodes, "east/r1", in order. */
    readonly topology?: readonly string[];
  } = {},
): Supervised {
  const cluster = fakeCluster(options.nodes ?? 3);
  const layout = layoutIn(cluster, options.topology ?? []);
  const steps = stepsOf(plans, layout);
  const { leader = null } = options;
  const injecting: number[] = [];
  const injected: FaultWindow[] = [];
  const healed: FaultWindow[] = [];
  const supervisor = new Supervisor({
    cluster,
    layout,
    hooks: options.hooks?.(cluster) ?? { ready: () => Promise.resolve(true) },
    clock: new ImpatientClock(),
    random: randomOf(seed(1)),
    leader:
      typeof leader === "function"
        ? leader
        : () => Promise.resolve(leader === null ? null : nodeId(leader)),
    onInjecting: ({ id }) => injecting.push(id),
    onInjected: (window) => injected.push(window),
    onHealed: (window) => healed.push(window),
  });
  const ask = async (f: string, value: unknown): Promise<FaultWindow> => {
    const outcome = await supervisor.invoke({ f, value }, new AbortController().signal);
    if (outcome.type !== "ok") throw new Error(outcome.error.message);
    return outcome.value as FaultWindow;
  };
  return {
    cluster,
    supervisor,
    injecting,
    injected,
    healed,
    inject: (position) => ask("inject", steps[position]),
    heal: (position) => ask("heal", position),
  };
}

function layoutIn(cluster: FakeCluster, topology: readonly string[]): Layout {
  const nodes = cluster.nodes.map((node) => node.id);
  const places = new Map<NodeId, Place>();
  for (const [index, label] of topology.entries()) {
    const place = parsePlace(label);
    if (place !== null) places.set(elementAt(nodes, index), place);
  }
  return { nodes, places };
}

function stepsOf(plans: readonly FaultPlan[], layout: Layout): readonly ScheduledFault[] {
  return timeline(plans.map((fault) => ({ at: "1s", fault }))).schedule({
    layout,
    durationMs: 10_000,
    random: randomOf(seed(7)),
  });
}

/** The states of all nodes, in order. */
export const statesOf = (cluster: FakeCluster): readonly string[] =>
  cluster.nodes.map((node) => node.state);

/** The links that a fault holds, "n1>n2", in order. */
export const heldLinks = (cluster: FakeCluster): readonly string[] =>
  [...cluster.network.cuts]
    .flat()
    .map(({ from, to }) => `${from}>${to}`)
    .sort();
