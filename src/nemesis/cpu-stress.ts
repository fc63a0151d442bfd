// The fault "cpu-stress": busy loops compete with a node for its processor time.
import { assert } from "../core/assert.ts";
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { strainNodes, workersInWords, workersOf } from "./strain.ts";

export interface CpuStressOptions {
  /** Busy loops a node; default 2. */
  readonly workers?: number;
}

/** Runs busy loops beside nodes until healed: `cpuStress("one", { workers: 2 }).for("5s")`. */
export function cpuStress(targets: TargetSpec, options: CpuStressOptions = {}): FaultPlan {
  const workers = workersOf(options.workers ?? 2, "cpuStress");
  const name = `cpu-stress ${targetWords(targets)}`;
  return faultPlan(name, { kind: "cpu-stress", targets, parameters: { workers } });
}

export const cpuStressKind: FaultKind = {
  kind: "cpu-stress",
  requires: "stress",
  exclusive: false,
  describe: ({ workers }) => [workersInWords(workers)],
  inject: ({ parameters: { workers } }, environment) => {
    assert(typeof workers === "number", "cpu-stress has workers");
    return strainNodes(environment, { what: "cpu-stress", workers }, "cpu-stress");
  },
};
