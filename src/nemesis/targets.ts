// Who is hit: target names to nodes. Pure; who leads is told, never asked for here.
import { HarnessError } from "../core/errors.ts";
import type { TargetSpec } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import type { Layout, Place } from "../core/topology.ts";
import type { Random } from "../core/random.ts";

/** Targets that only the running cluster can tell; all others are decided when the schedule is made. */
export const dependsOnLeader = (targets: TargetSpec): targets is "leader" | "not-leader" =>
  targets === "leader" || targets === "not-leader";

/**
 * The nodes that `targets` names, at least one, in the cluster's order. `leader` is null when nobody is known to lead.
 * Throws `node` when a leader is needed and nobody leads, `usage` when the cluster has no such nodes.
 */
export function resolveTargets(
  targets: TargetSpec,
  layout: Layout,
  leader: NodeId | null,
  random: Random,
): readonly NodeId[] {
  const { nodes } = layout;
  const chosen = new Set<string>(choose(targets, layout, leader, random));
  const found = nodes.filter((node) => chosen.has(node));
  if (found.length > 0) return found;
  throw new HarnessError(
    "usage",
    `a cluster of ${String(nodes.length)} has no nodes that are "${JSON.stringify(targets)}"`,
    { hint: "Use more nodes, a `topology` with such a place, or other targets." },
  );
}

function choose(
  targets: TargetSpec,
  { nodes, places }: Layout,
  leader: NodeId | null,
  random: Random,
): readonly string[] {
  const some = (count: number): readonly NodeId[] => random.shuffle(nodes).slice(0, count);
  switch (targets) {
    case "one":
      return some(1);
    case "minority":
      return some(Math.floor((nodes.length - 1) / 2));
    case "minority-third":
      return some(Math.floor((nodes.length - 1) / 3));
    case "majority":
      return some(majorityOf(nodes.length));
    case "all":
      return nodes;
    case "random":
      return some(random.int(1, nodes.length));
    case "leader":
      return [known(leader)];
    case "not-leader": {
      const leading = known(leader);
      return nodes.filter((node) => node !== leading);
    }
    default:
      if ("nodes" in targets) return members(targets.nodes, nodes);
      return nodes.filter((node) => standsIn(places.get(node), targets));
  }
}

/** Whether a place is the datacenter or the rack (`"east/r1"`) that a target names. */
function standsIn(
  place: Place | undefined,
  target: { readonly datacenter: string } | { readonly rack: string },
): boolean {
  if (place === undefined) return false;
  if ("datacenter" in target) return place.datacenter === target.datacenter;
  return place.rack !== null && `${place.datacenter}/${place.rack}` === target.rack;
}

/** The fewest nodes that are more than half. */
export const majorityOf = (count: number): number => Math.floor(count / 2) + 1;

function known(leader: NodeId | null): NodeId {
  if (leader !== null) return leader;
  throw new HarnessError("node", "nobody leads, so there is no leader to aim at");
}

function members(names: readonly string[], nodes: readonly NodeId[]): readonly string[] {
  const stranger = names.find((name) => !nodes.some((node) => node === name));
  if (stranger === undefined) return names;
  throw new HarnessError(
    "usage",
    `a fault aims at "${stranger}", which is no node of the cluster`,
    {
      hint: `The nodes are ${nodes.join(", ")}.`,
    },
  );
}
