// The fault "dns-unknown": who looks a node's name up is told that there is no such name (NXDOMAIN).
import type { TargetSpec } from "../core/fault.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type DnsOptions, dnsPlan, misleads } from "./misled-nodes.ts";
import type { FaultKind } from "./nemesis.ts";

const KIND = "dns-unknown";

/** Denies nodes the names of others: `dns.unknown("minority").for("5s")`. */
export const dnsUnknown = (targets: TargetSpec, options: DnsOptions = {}): FaultPlan =>
  dnsPlan(KIND, targets, options);

export const dnsUnknownKind: FaultKind = misleads(KIND, () => ({ how: "unknown" }));
