// The fault "partition": who hears whom, decided from the seed, and the cut that makes it so. The shapes are in
// partition-shapes.ts; how packets are dropped is the back end's affair.
import type { Link } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { type NodeId, nodeId } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { type ExplicitGrudge, explicitHears } from "./explicit-grudge.ts";
import { faultPlan, type FaultPlan } from "./fault-plan.ts";
import type { FaultEnvironment, FaultKind } from "./nemesis.ts";
import { type Direction, type Drawing, type Grudge, shapeOf } from "./partition-shapes.ts";
import { dependsOnLeader } from "./targets.ts";
import { votersOf } from "./voters.ts";

export interface PartitionOptions {
  /** Whom the shape is drawn around: the side cut off, the bridge, the one-way node. Not for halves and rings. */
  readonly of?: TargetSpec;
  /** For "one-way": what is lost, what the node sends or what it is sent; default: the seed decides. */
  readonly drops?: Direction;
}

/**
 * Cuts the network between nodes, clients untouched: `partition("majorities-ring").for("5s")`, or by naming who hears
 * whom: `partition({ groups: [["n1", "n2"], ["n3"]] })`.
 */
export function partition(
  grudge: Grudge | ExplicitGrudge,
  options: PartitionOptions = {},
): FaultPlan {
  if (typeof grudge !== "string") return explicitPartition(grudge);
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

const explicitPartition = (grudge: ExplicitGrudge): FaultPlan =>
  faultPlan("partition as written", {
    kind: "partition",
    targets: "all",
    parameters: { grudge },
  });

export const partitionKind: FaultKind = {
  kind: "partition",
  requires: "partition",
  exclusive: false,
  provenByAny: true,
  decide,
  describe,
  async inject(fault, environment) {
    const side = environment.targets.map((node) => node.id);
    const name = `partition ${nameOf(fault)}`;
    const links = plannedLinks(fault) ?? (await linksNow(fault, side, environment));
    const cut = await environment.cluster.network.cut(links, name);
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

/** Adds the direction where the seed decides it, and `hears` (node → nodes it still hears) where the plan can know it. */
function decide(fault: Fault, layout: Layout, random: Random): Fault {
  const { grudge } = fault.parameters;
  if (typeof grudge !== "string") {
    const hears = explicitHears(grudge as ExplicitGrudge, layout.nodes);
    return { ...fault, parameters: { grudge: "as written", hears } };
  }
  const drops = random.fork("drops").pick<Direction>(["outgoing", "incoming"]);
  const parameters =
    grudge === "one-way" ? { drops, ...fault.parameters } : { ...fault.parameters };
  const settled: Fault = { ...fault, parameters };
  if (dependsOnLeader(fault.targets)) return settled;
  if (typeof fault.targets === "string" || !("nodes" in fault.targets)) {
    throw new HarnessError(
      "internal",
      "assertion failed: targets are decided before the partition",
    );
  }
  const side = fault.targets.nodes.map(nodeId);
  const drawing = { layout, side, voters: layout.nodes, drops: dropsOf(settled), random };
  const links = drawLinks(settled, drawing);
  if (shapeOf(grudge).byVotes === true) return settled;
  return { ...settled, parameters: { ...parameters, hears: hearsOf(layout.nodes, links) } };
}

function describe(parameters: Fault["parameters"], targets: Json): readonly string[] {
  const { hears, drops, grudge } = parameters;
  const out: string[] = [];
  if (typeof drops === "string") out.push(`${drops} messages lost`);
  if (hears === undefined) {
    if (typeof targets === "string") out.push("of whoever leads then");
    else if (typeof grudge === "string") out.push("drawn from those who vote then");
    return out;
  }
  const views = Object.entries(hears as Readonly<Record<string, readonly string[]>>);
  for (const [node, heard] of views) {
    out.push(`${node} hears ${heard.length === 0 ? "nobody" : heard.join(" ")}`);
  }
  return out;
}

/** Drawn when it is injected: around the leader of the moment, or from the voters of the moment. */
async function linksNow(
  fault: Fault,
  side: readonly NodeId[],
  environment: FaultEnvironment,
): Promise<readonly Link[]> {
  const { layout, random } = environment;
  const voters = await votersOf(environment);
  return drawLinks(fault, { layout, side, voters, drops: dropsOf(fault), random });
}

const dropsOf = ({ parameters: { drops } }: Fault): Direction =>
  drops === "incoming" ? "incoming" : "outgoing";

function drawLinks(fault: Fault, drawing: Drawing): readonly Link[] {
  const shape = shapeOf(nameOf(fault));
  const { nodes } = drawing.layout;
  const links = shape.links(drawing);
  if (nodes.length >= shape.fewestNodes && links.length > 0) return links;
  throw new HarnessError(
    "usage",
    `a partition "${nameOf(fault)}" of ${drawing.side.join(" ")} among ${nodes.join(" ")} cuts nothing`,
    { hint: `It needs at least ${String(shape.fewestNodes)} nodes and somebody on both sides.` },
  );
}

function nameOf({ parameters: { grudge } }: Fault): string {
  return typeof grudge === "string" ? grudge : "as written";
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
