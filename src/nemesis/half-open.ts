// The fault "half-open": connections open and stay open, but what is sent over them one way is lost.
import type { TargetSpec } from "../core/fault.ts";
import { blocksLinks } from "./blocked-links.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { type LinkOptions, linkParameters } from "./links-of.ts";
import type { FaultKind } from "./nemesis.ts";

/** Loses what the targets send once they are connected, unless `direction` says otherwise: `halfOpen("one").for("5s")`. */
export const halfOpen = (targets: TargetSpec, options: LinkOptions = {}): FaultPlan =>
  faultPlan(`half-open ${targetWords(targets)}`, {
    kind: "half-open",
    targets,
    parameters: { ...linkParameters(options, "outgoing") },
  });

export const halfOpenKind: FaultKind = {
  kind: "half-open",
  requires: "link-block",
  ...blocksLinks("half-open", () => ({ how: "half-open" })),
};
