// The fault "partition": who hears whom, decided from the seed, and the cut that makes it so. The shapes are in
// grudges.ts; how packets are dropped is the back end's affair.
import type { Link } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { type NodeId, nodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { faultPlan, type FaultPlan } from "./fault-plan.ts";
import { bridge, halves, majoritiesRing, oneWay, split } from "./grudges.ts";
import type { FaultKind } from "./nemesis.ts";
import { dependsOnLeader } from "./targets.ts";

/** The shapes of a partition. */
export type Grudge =
  | "halves" // two random halves
  | "isolate-one" // one node alone
  | "isolate-leader" // the leader alone
  | "majority-minority" // a minority cut off from the rest
  | "majorities-ring" // everybody hears a majority, no two the same one
  | "bridge" // two halves that hear each other through one node alone
  | "one-way"; // a node that is not heard but hears, or the other way round

export type Direction = "outgoing" | "incoming";

export interface PartitionOptions {
  /** Whom the shape is drawn around: the side cut off, the bridge, the one-way node. Not for halves and rings. */
  readonly of?: TargetSpec;
  /** For "one-way": what is lost, what the node sends or what it is sent; default: the seed decides. */
  readonly drops?: Direction;
}

interface Shape {
  readonly of: TargetSpec;
  readonly fewestNodes: number;
  readonly links: (
    nodes: readonly NodeId[],
    side: readonly NodeId[],
    random: Random,
    drops: Direction,
  ) => readonly Link[];
}

const aside: Shape["links"] = (nodes, side) => split(nodes, side);

const SHAPES: Readonly<Record<Grudge, Shape>> = {
  halves: { of: "all", fewestNodes: 2, links: (nodes, _side, random) => halves(nodes, random) },
  "isolate-one": { of: "one", fewestNodes: 2, links: aside },
  "isolate-leader": { of: "leader", fewestNodes: 2, links: aside },
  "majority-minority": { of: "minority", fewestNodes: 3, links: aside },
  "majorities-ring": {
    of: "all",
    fewestNodes: 3,
    links: (nodes, _side, random) => majoritiesRing(nodes, random),
  },
  bridge: { of: "one", fewestNodes: 3, links: bridge },
  "one-way": {
    of: "one",
    fewestNodes: 2,
    links: (nodes, side, _random, drops) => oneWay(nodes, side, drops),
  },
};

/** Cuts the network between nodes, clients untouched: `partition("majorities-ring").for("5s")`. */
export function partition(grudge: Grudge, options: PartitionOptions = {}): FaultPlan {
  const { of } = shapeOf(grudge);
  if (options.of !== undefined && of === "all") {
    throw new HarnessError(
      "usage",
      `a partition "${grudge}" is drawn around nobody: leave out "of"`,
    );
  }
  if (options.drops !== undefined && grudge !== "one-way") {
    throw new HarnessError("usage", `a partition "${grudge}" drops both ways: leave out "drops"`);
  }
  return faultPlan(`partition ${grudge}`, {
    kind: "partition",
    targets: options.of ?? of,
    parameters: { grudge, ...(options.drops === undefined ? {} : { drops: options.drops }) },
  });
}

export const partitionKind: FaultKind = {
  kind: "partition",
  requires: "partition",
  exclusive: false,
  decide,
  async inject(fault, { cluster, targets, random }) {
    const all = cluster.nodes.map((node) => node.id);
    const side = targets.map((node) => node.id);
    const name = `partition ${grudgeOf(fault)}`;
    const links = plannedLinks(fault) ?? drawLinks(fault, all, side, random);
    const cut = await cluster.network.cut(links, name);
    return {
      name,
      targets: side,
      get byHand() {
        return cut.byHand;
      },
      evidence: () => cut.evidence(),
      healed: () => cut.healed(),
      [Symbol.asyncDispose]: () => cut[Symbol.asyncDispose](),
    };
  },
};

/** Adds the direction where the seed decides it, and `hears` (node → nodes it still hears) where no leader matters. */
function decide(fault: Fault, { nodes }: Layout, random: Random): Fault {
  const drops = random.fork("drops").pick<Direction>(["outgoing", "incoming"]);
  const parameters =
    grudgeOf(fault) === "one-way" ? { drops, ...fault.parameters } : { ...fault.parameters };
  const settled: Fault = { ...fault, parameters };
  if (dependsOnLeader(fault.targets)) return settled;
  if (typeof fault.targets === "string" || !("nodes" in fault.targets)) {
    throw new HarnessError(
      "internal",
      "assertion failed: targets are decided before the partition",
    );
  }
  const links = drawLinks(settled, nodes, fault.targets.nodes.map(nodeId), random);
  return { ...settled, parameters: { ...parameters, hears: hearsOf(nodes, links) } };
}

function drawLinks(
  fault: Fault,
  nodes: readonly NodeId[],
  side: readonly NodeId[],
  random: Random,
): readonly Link[] {
  const grudge = grudgeOf(fault);
  const shape = shapeOf(grudge);
  const { drops } = fault.parameters;
  const links = shape.links(nodes, side, random, drops === "incoming" ? "incoming" : "outgoing");
  if (nodes.length >= shape.fewestNodes && links.length > 0) return links;
  throw new HarnessError(
    "usage",
    `a partition "${grudge}" of ${side.join(" ")} among ${nodes.join(" ")} cuts nothing`,
    { hint: `It needs at least ${String(shape.fewestNodes)} nodes and somebody on both sides.` },
  );
}

function grudgeOf(fault: Fault): string {
  const { grudge } = fault.parameters;
  return typeof grudge === "string" ? grudge : "";
}

function shapeOf(grudge: string): Shape {
  const shape = (SHAPES as Readonly<Record<string, Shape | undefined>>)[grudge];
  if (shape !== undefined) return shape;
  throw new HarnessError("usage", `"${grudge}" is no partition`, {
    hint: `There are ${Object.keys(SHAPES).join(", ")}.`,
  });
}

function hearsOf(nodes: readonly NodeId[], links: readonly Link[]): Readonly<Record<string, Json>> {
  const isCut = (from: NodeId, to: NodeId): boolean =>
    links.some((link) => link.from === from && link.to === to);
  return Object.fromEntries(
    nodes.map((to) => [to, nodes.filter((from) => from !== to && !isCut(from, to))]),
  );
}

/** The cut links of a fault whose `hears` was decided with the schedule; null where it was not. */
function plannedLinks(fault: Fault): readonly Link[] | null {
  const { hears } = fault.parameters;
  if (hears === undefined) return null;
  const heardBy = new Map(Object.entries(hears as Readonly<Record<string, readonly string[]>>));
  return [...heardBy].flatMap(([to, heard]) =>
    [...heardBy.keys()]
      .filter((from) => from !== to && !heard.includes(from))
      .map((from) => ({ from: nodeId(from), to: nodeId(to) })),
  );
}
