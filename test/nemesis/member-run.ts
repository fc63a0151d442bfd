// A supervised run of a system that knows its members.
import { elementAt } from "../../src/core/assert.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import { type FakeMembership, fakeMembership } from "./fake-membership.ts";
import { supervise, type Supervised } from "./supervised.ts";

export function memberRun(
  plans: readonly FaultPlan[],
  nodes: number,
  leader: string | null = null,
): { readonly run: Supervised; readonly system: FakeMembership } {
  const systems: FakeMembership[] = [];
  const run = supervise(plans, {
    nodes,
    leader,
    hooks: (cluster) => {
      const system = fakeMembership(cluster);
      systems.push(system);
      return system;
    },
  });
  return { run, system: elementAt(systems, 0) };
}
