// The fault "dns-slow": who looks a node's name up is told the truth, but late.
import { assert } from "../core/assert.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";
import { type FaultPlan, positiveMs } from "./fault-plan.ts";
import { type DnsOptions, dnsPlan, misleads } from "./misled-nodes.ts";
import type { FaultKind } from "./nemesis.ts";

const KIND = "dns-slow";

export interface DnsSlowOptions extends DnsOptions {
  /** How late: "2s". Resolvers give up after about five seconds. */
  readonly delay: string;
}

/** Lets nodes wait for the names of others: `dns.slow("all", { delay: "2s" }).for("5s")`. */
export const dnsSlow = (targets: TargetSpec, options: DnsSlowOptions): FaultPlan =>
  dnsPlan(KIND, targets, options, { delayMs: positiveMs(options.delay, "the delay of dns.slow") });

export const dnsSlowKind: FaultKind = misleads(
  KIND,
  (parameters) => ({ how: "slow", delayMs: delayMsOf(parameters) }),
  (parameters) => [`${(delayMsOf(parameters) / 1000).toFixed(1)} s late`],
);

function delayMsOf({ delayMs }: Fault["parameters"]): number {
  assert(typeof delayMs === "number", "dns-slow has a delayMs");
  return delayMs;
}
