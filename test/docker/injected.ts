// Puts a fault in place on a real cluster as the supervisor does, without a schedule: named nodes, no leader.
import type { Cluster, SystemHooks } from "../../src/cluster/api.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import { faultKind } from "../../src/nemesis/kinds.ts";
import { resolveTargets } from "../../src/nemesis/targets.ts";
import { never } from "./small-cluster.ts";

export function injectInto(
  cluster: Cluster,
  hooks: SystemHooks,
  { fault }: FaultPlan,
): Promise<ActiveFault> {
  const layout = layoutOf(cluster.nodes.map(({ id }) => id));
  const random = randomOf(seed(1));
  const wanted = resolveTargets(fault.targets, layout, null, random);
  const targets = cluster.nodes.filter(({ id }) => wanted.includes(id));
  const environment = { cluster, layout, hooks, targets, leader: null, random, signal: never };
  return faultKind(fault.kind).inject(fault, environment);
}
