// The fault "fd-exhaustion": a node can open no more files and no more connections.
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { strainNodes } from "./strain.ts";

/** Leaves nodes the files and connections that they have open, and no more, until healed: `fdExhaustion("one").for("5s")`. */
export const fdExhaustion = (targets: TargetSpec): FaultPlan =>
  faultPlan(`fd-exhaustion ${targetWords(targets)}`, {
    kind: "fd-exhaustion",
    targets,
    parameters: {},
  });

export const fdExhaustionKind: FaultKind = {
  kind: "fd-exhaustion",
  requires: "file-descriptors",
  exclusive: false,
  fatal: true,
  inject: (_fault, environment) =>
    strainNodes(environment, { what: "file-descriptors" }, "fd-exhaustion"),
};
