// From a fault as the scenario names it to a step of the schedule with everything decided that the seed can decide.
import type { NodeId } from "../core/ids.ts";
import type { Fault } from "../core/fault.ts";
import type { Random } from "../core/random.ts";
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
  nodes: readonly NodeId[],
  random: Random,
): ScheduledFault {
  const fault = decideFault(plan.fault, nodes, random);
  return {
    id,
    atMs: Math.round(times.atMs),
    forMs: Math.round(times.forMs),
    name: plan.name,
    kind: fault.kind,
    targets: typeof fault.targets === "string" ? fault.targets : fault.targets.nodes,
    parameters: fault.parameters,
    fault,
  };
}

function decideFault(fault: Fault, nodes: readonly NodeId[], random: Random): Fault {
  const { decide } = faultKind(fault.kind);
  const targets = dependsOnLeader(fault.targets)
    ? fault.targets
    : { nodes: resolveTargets(fault.targets, nodes, null, random.fork("targets")) };
  const aimed = { ...fault, targets };
  return decide === undefined ? aimed : decide(aimed, nodes, random.fork("parameters"));
}
