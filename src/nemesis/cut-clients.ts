// The fault "cut-clients": clients and nodes no longer hear each other, while the nodes still do.
import { HarnessError } from "../core/errors.ts";
import type { TargetSpec } from "../core/fault.ts";
import { namesHint } from "../core/nearest-name.ts";
import { blocksLinks } from "./blocked-links.ts";
import { faultPlan, type FaultPlan, targetWords } from "./fault-plan.ts";
import { type LinkDirection, linkParameters } from "./links-of.ts";
import type { FaultKind } from "./nemesis.ts";

/** What is lost between clients and nodes. A lost reply leaves the client in doubt about a request that was carried out. */
export type ClientLoss = "requests" | "replies" | "both";

const DIRECTIONS: Readonly<Record<ClientLoss, LinkDirection>> = {
  requests: "incoming",
  replies: "outgoing",
  both: "both",
};

/** Cuts clients off from nodes: `cutClients("leader", { drops: "replies" }).for("5s")`. */
export function cutClients(
  targets: TargetSpec,
  options: { readonly drops?: ClientLoss } = {},
): FaultPlan {
  const { drops = "both" } = options;
  const direction = (DIRECTIONS as Readonly<Record<string, LinkDirection | undefined>>)[drops];
  if (direction === undefined) {
    throw new HarnessError("usage", `clients cannot lose "${drops}"`, {
      hint: namesHint(drops, Object.keys(DIRECTIONS)),
    });
  }
  return faultPlan(`cut-clients ${targetWords(targets)}`, {
    kind: "cut-clients",
    targets,
    parameters: { ...linkParameters({ peers: "clients", direction }) },
  });
}

export const cutClientsKind: FaultKind = {
  kind: "cut-clients",
  requires: "partition",
  ...blocksLinks("cut-clients", () => ({ how: "drop" })),
};
