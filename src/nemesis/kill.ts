// The fault "kill": SIGKILL, and a start with the data that was on disk. Knows nothing of how a back end does it.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { holdNodes, startAgain } from "./process-fault.ts";

/** Kills nodes without warning and starts them again when healed: `kill("leader").for("3s")`. */
export const kill = (targets: TargetSpec): FaultPlan =>
  faultPlan(`kill ${targetWords(targets)}`, { kind: "kill", targets, parameters: {} });

export const killKind: FaultKind = {
  kind: "kill",
  requires: "kill",
  exclusive: true,
  inject: (_fault, { targets }) =>
    holdNodes(targets, {
      name: "kill",
      state: "stopped",
      apply: (node) => node.kill(),
      restore: startAgain,
      restoredBy: "start",
    }),
};
