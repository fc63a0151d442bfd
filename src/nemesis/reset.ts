// The fault "reset": whoever talks TCP over the targets' links is answered with a reset, as by a host that just came back.
import type { TargetSpec } from "../core/fault.ts";
import { blocksLinks } from "./blocked-links.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { type LinkOptions, linkParameters } from "./links-of.ts";
import type { FaultKind } from "./nemesis.ts";

/** Breaks connections and refuses new ones at once, where a partition lets them hang: `reset("one").for("5s")`. */
export const reset = (targets: TargetSpec, options: LinkOptions = {}): FaultPlan =>
  faultPlan(`reset ${targetWords(targets)}`, {
    kind: "reset",
    targets,
    parameters: { ...linkParameters(options) },
  });

export const resetKind: FaultKind = {
  kind: "reset",
  requires: "link-block",
  ...blocksLinks("reset", () => ({ how: "reset" })),
};
