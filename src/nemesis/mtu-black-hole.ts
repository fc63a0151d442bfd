// The fault "mtu-black-hole": large packets vanish and nobody tells the sender; heartbeats pass, snapshots hang.
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { blocksLinks } from "./blocked-links.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { type LinkOptions, linkParameters } from "./links-of.ts";
import type { FaultKind } from "./nemesis.ts";

export interface MtuOptions extends LinkOptions {
  /** IP packets larger than this vanish; default 1200. */
  readonly bytes?: number;
}

const DEFAULT_BYTES = 1200;
/** What every link must carry (RFC 791), and what fits into an IP packet. */
const FEWEST_BYTES = 68;
const MOST_BYTES = 65_534;

/** Loses large packets on the targets' links: `mtuBlackHole("minority", { bytes: 1200 }).for("10s")`. */
export function mtuBlackHole(targets: TargetSpec, options: MtuOptions = {}): FaultPlan {
  const { bytes = DEFAULT_BYTES } = options;
  if (!Number.isInteger(bytes) || bytes < FEWEST_BYTES || bytes > MOST_BYTES) {
    throw new HarnessError("usage", `an MTU black hole of ${String(bytes)} bytes cannot be`, {
      hint: `Use whole bytes from ${String(FEWEST_BYTES)} to ${String(MOST_BYTES)}.`,
    });
  }
  return faultPlan(`mtu-black-hole ${targetWords(targets)}`, {
    kind: "mtu-black-hole",
    targets,
    parameters: { ...linkParameters(options), bytes },
  });
}

export const mtuBlackHoleKind: FaultKind = {
  kind: "mtu-black-hole",
  requires: "link-block",
  ...blocksLinks(
    "mtu-black-hole",
    (parameters) => ({ how: "mtu", bytes: bytesOf(parameters) }),
    (parameters) => [`packets larger than ${String(bytesOf(parameters))} bytes lost`],
  ),
};

function bytesOf({ bytes }: Fault["parameters"]): number {
  return typeof bytes === "number" ? bytes : DEFAULT_BYTES;
}
