// The fault "dns-stale": who looks a node's name up is told what was true when the fault began, also of nodes that are gone.
import type { TargetSpec } from "../core/fault.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type DnsOptions, dnsPlan, misleads } from "./misled-nodes.ts";
import type { FaultKind } from "./nemesis.ts";

const KIND = "dns-stale";

/** Freezes what nodes are told of others' names: `dns.stale("all").for("10s")`, with a kill meanwhile. */
export const dnsStale = (targets: TargetSpec, options: DnsOptions = {}): FaultPlan =>
  dnsPlan(KIND, targets, options);

export const dnsStaleKind: FaultKind = misleads(KIND, () => ({ how: "stale" }));
