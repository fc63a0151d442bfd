// From a fault as the scenario names it to a step of the schedule with everything decided that the seed can decide.
import type { Fault, TargetSpec } from "../core/fault.ts";
import type { Json } from "../core/json.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { faultKind } from "./kinds.ts";
import type { ScheduledFault } from "./nemesis.ts";
import { dependsOnLeader, resolveTargets } from "./targets.ts";

/** When a step begins, milliseconds from the start of the load, and how long it holds. */
export interface StepTimes {
  readonly atMs: number;
  readonly forMs: number;
}

export function planStep(
  id: number,
  times: StepTimes,
  plan: FaultPlan,
  layout: Layout,
  random: Random,
): ScheduledFault {
  const fault = decideFault(plan.fault, layout, random);
  return {
    id,
    atMs: Math.round(times.atMs),
    forMs: Math.round(times.forMs),
    name: plan.name,
    kind: fault.kind,
    targets: plainTargets(fault.targets),
    parameters: fault.parameters,
    fault,
  };
}

function decideFault(fault: Fault, layout: Layout, random: Random): Fault {
  const { decide } = faultKind(fault.kind);
  const targets = dependsOnLeader(fault.targets)
    ? fault.targets
    : { nodes: resolveTargets(fault.targets, layout, null, random.fork("targets")) };
  const aimed = { ...fault, targets };
  return decide === undefined ? aimed : decide(aimed, layout, random.fork("parameters"));
}

/** As the plan shows them: a name that only the running cluster resolves, else the nodes. */
const plainTargets = (targets: TargetSpec): Json =>
  typeof targets === "object" && "nodes" in targets ? targets.nodes : targets;
