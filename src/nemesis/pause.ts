// The fault "pause": a node stands still with all it holds in memory, and goes on later as if no time had passed.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { holdNodes } from "./process-fault.ts";

/** Freezes nodes and lets them go on when healed: `pause("one").for("8s")`. */
export const pause = (targets: TargetSpec): FaultPlan =>
  faultPlan(`pause ${targetWords(targets)}`, { kind: "pause", targets, parameters: {} });

export const pauseKind: FaultKind = {
  kind: "pause",
  requires: "pause",
  exclusive: true,
  inject: (_fault, { targets }) =>
    holdNodes(targets, {
      name: "pause",
      state: "paused",
      apply: (node) => node.pause(),
      restore: (node) => node.resume(),
      restoredBy: "resume",
    }),
};
