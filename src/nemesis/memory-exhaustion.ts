// The fault "memory-exhaustion": a node's memory is full, and the kernel kills its largest process.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { strainNodes } from "./strain.ts";

/** Lets the kernel kill nodes for want of memory; who died is started again when healed: `memoryExhaustion("one").for("3s")`. */
export const memoryExhaustion = (targets: TargetSpec): FaultPlan =>
  faultPlan(`memory-exhaustion ${targetWords(targets)}`, {
    kind: "memory-exhaustion",
    targets,
    parameters: {},
  });

export const memoryExhaustionKind: FaultKind = {
  kind: "memory-exhaustion",
  requires: "memory",
  exclusive: true,
  fatal: true,
  inject: (_fault, environment) =>
    strainNodes(environment, { what: "memory" }, "memory-exhaustion"),
};
