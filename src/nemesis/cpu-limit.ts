// The fault "cpu-limit": a node gets less processor time than it wants, and is slow.
import { assert } from "../core/assert.ts";
import { HarnessError } from "../core/errors.ts";
import type { TargetSpec } from "../core/fault.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { strainNodes } from "./strain.ts";

export interface CpuLimitOptions {
  /** Cores' worth of time: 0.1 is a tenth of one. At least 0.01. */
  readonly cpus: number;
}

/** The kernel deals out no less. */
const MIN_CPUS = 0.01;

/** Limits nodes to a share of a core until healed: `cpuLimit("leader", { cpus: 0.1 }).for("5s")`. */
export function cpuLimit(targets: TargetSpec, { cpus }: CpuLimitOptions): FaultPlan {
  if (!(cpus >= MIN_CPUS && Number.isFinite(cpus))) {
    throw new HarnessError("usage", `cpuLimit has ${String(cpus)} cpus`, {
      hint: `Give it a number of cores, ${String(MIN_CPUS)} or more: { cpus: 0.1 }.`,
    });
  }
  const name = `cpu-limit ${targetWords(targets)}`;
  return faultPlan(name, { kind: "cpu-limit", targets, parameters: { cpus } });
}

export const cpuLimitKind: FaultKind = {
  kind: "cpu-limit",
  requires: "cpu",
  exclusive: false,
  describe: ({ cpus }) => [`to ${String(Number(cpus))} cores`],
  inject: ({ parameters: { cpus } }, environment) => {
    assert(typeof cpus === "number", "cpu-limit has cpus");
    return strainNodes(environment, { what: "cpu", cpus }, "cpu-limit");
  },
};
