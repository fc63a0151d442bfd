// The fault "degrade": the links of its targets are late, lossy, narrow, or all of it.
import type { TargetSpec } from "../core/fault.ts";
import { aimedAt, endsOf } from "./blocked-links.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { type LinkOptions, linkParameters, linksAround, linkWords } from "./links-of.ts";
import type { FaultKind } from "./nemesis.ts";
import { parseQuality, type Quality, qualityIn, qualityWords } from "./quality.ts";

export interface DegradeOptions extends LinkOptions {
  /** Whose links; default: all nodes'. */
  readonly of?: TargetSpec;
}

/** Makes links worse: `degrade({ delay: "50ms", jitter: "20ms", loss: 0.1 }, { of: "minority" }).for("10s")`. */
export function degrade(quality: Quality, options: DegradeOptions = {}): FaultPlan {
  const { of = "all" } = options;
  return faultPlan(`degrade ${targetWords(of)}`, {
    kind: "degrade",
    targets: of,
    parameters: { ...linkParameters(options), quality: { ...parseQuality(quality) } },
  });
}

export const degradeKind: FaultKind = {
  kind: "degrade",
  requires: "link-quality",
  exclusive: false,
  describe: (parameters) => [
    ...qualityWords(qualityIn(parameters["quality"])),
    linkWords(parameters),
  ],
  async inject({ parameters }, environment) {
    const quality = qualityIn(parameters["quality"]);
    const links = linksAround(...endsOf(environment), parameters);
    const worse = links.map((link) => ({ ...link, quality }));
    const fault = await environment.cluster.network.degrade(worse, "degrade");
    return aimedAt(environment.targets, fault);
  },
};
