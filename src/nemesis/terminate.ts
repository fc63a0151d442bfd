// The fault "terminate": SIGTERM with a time of grace, and a start with the data that was on disk: an orderly restart.
import { assert } from "../core/assert.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, positiveMs, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { holdNodes, startAgain } from "./process-fault.ts";

export interface TerminateOptions {
  /** How long a node may take to stop before it is killed; default "10s". */
  readonly grace?: string;
}

/** Asks nodes to stop and starts them again when healed: `terminate("one", { grace: "5s" }).for("3s")`. */
export function terminate(targets: TargetSpec, options: TerminateOptions = {}): FaultPlan {
  const graceMs = positiveMs(options.grace ?? "10s", "the grace of terminate");
  const name = `terminate ${targetWords(targets)}`;
  return faultPlan(name, { kind: "terminate", targets, parameters: { graceMs } });
}

export const terminateKind: FaultKind = {
  kind: "terminate",
  requires: "terminate",
  exclusive: true,
  describe: ({ graceMs }) => [`${(Number(graceMs) / 1000).toFixed(1)} s of grace`],
  inject: (fault, { targets }) =>
    holdNodes(targets, {
      name: "terminate",
      state: "stopped",
      apply: (node) => node.terminate(graceMsOf(fault)),
      restore: startAgain,
      restoredBy: "start",
    }),
};

function graceMsOf(fault: Fault): number {
  const { graceMs } = fault.parameters;
  assert(typeof graceMs === "number", "terminate has a graceMs");
  return graceMs;
}
