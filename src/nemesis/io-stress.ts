// The fault "io-stress": synced writes compete with a node's own for its disk.
import { assert } from "../core/assert.ts";
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { strainNodes, workersInWords, workersOf } from "./strain.ts";

export interface IoStressOptions {
  /** Writers a node; default 2. */
  readonly workers?: number;
}

/** Writes and syncs beside nodes, to their data directories, until healed: `ioStress("one", { workers: 2 }).for("5s")`. */
export function ioStress(targets: TargetSpec, options: IoStressOptions = {}): FaultPlan {
  const workers = workersOf(options.workers ?? 2, "ioStress");
  const name = `io-stress ${targetWords(targets)}`;
  return faultPlan(name, { kind: "io-stress", targets, parameters: { workers } });
}

export const ioStressKind: FaultKind = {
  kind: "io-stress",
  requires: "stress",
  exclusive: false,
  describe: ({ workers }) => [workersInWords(workers)],
  inject: ({ parameters: { workers } }, environment) => {
    assert(typeof workers === "number", "io-stress has workers");
    return strainNodes(environment, { what: "io-stress", workers }, "io-stress");
  },
};
