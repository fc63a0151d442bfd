// The fault "dns-wrong-address": who looks a node's name up is given the address of another node.
import type { TargetSpec } from "../core/fault.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type DnsOptions, dnsPlan, misleads } from "./misled-nodes.ts";
import type { FaultKind } from "./nemesis.ts";

const KIND = "dns-wrong-address";

/** Gives nodes the addresses of others: `dns.wrongAddress("one", { about: { nodes: ["n2"] } }).for("5s")`. */
export const dnsWrongAddress = (targets: TargetSpec, options: DnsOptions = {}): FaultPlan =>
  dnsPlan(KIND, targets, options);

export const dnsWrongAddressKind: FaultKind = misleads(KIND, () => ({ how: "wrong-address" }));
