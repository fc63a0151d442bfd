// Who is hit: target names to nodes. Pure; who leads is told, never asked for here.
import { HarnessError } from "../core/errors.ts";
import type { TargetSpec } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
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
  nodes: readonly NodeId[],
  leader: NodeId | null,
  random: Random,
): readonly NodeId[] {
  const chosen = new Set<string>(choose(targets, nodes, leader, random));
  const found = nodes.filter((node) => chosen.has(node));
  if (found.length > 0) return found;
  throw new HarnessError(
    "usage",
    `a cluster of ${String(nodes.length)} has no nodes that are "${JSON.stringify(targets)}"`,
    { hint: "Use more nodes or other targets." },
  );
}

function choose(
  targets: TargetSpec,
  nodes: readonly NodeId[],
  leader: NodeId | null,
  random: Random,
): readonly string[] {
  const some = (count: number): readonly NodeId[] => random.shuffle(nodes).slice(0, count);
  switch (targets) {
    case "one":
      return some(1);
    case "minority":
      return some(Math.floor((nodes.length - 1) / 2));
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
      return members(targets.nodes, nodes);
  }
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
