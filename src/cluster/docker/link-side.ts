// Where a link is got hold of: on which node, at which of its hooks, by whose address. Clients come through published
// ports, so to a node they are the bridge's gateway; nothing is ever changed in the host's own namespace.
import { CLIENTS, type Link } from "../api.ts";
import { HarnessError } from "../../core/errors.ts";
import type { NodeId } from "../../core/ids.ts";

/** The other end of a link as a node sees it: who sends to it (INPUT), or whom it sends to (OUTPUT). */
export interface Peer {
  readonly hook: "INPUT" | "OUTPUT";
  readonly address: string;
}

/** One end of a link, where its rules stand. */
export interface LinkSide {
  readonly node: NodeId;
  readonly peer: Peer;
}

/** What tells addresses: nodes' own, and the gateway that clients come through. */
export interface Addresses {
  readonly gateway: string;
  node(id: NodeId): { readonly ip: string };
}

/** The receiver's side; the sender's where clients receive. */
export function receivingSide({ from, to }: Link, addresses: Addresses): LinkSide {
  if (to !== CLIENTS) {
    const address = from === CLIENTS ? addresses.gateway : addresses.node(from).ip;
    return { node: to, peer: { hook: "INPUT", address } };
  }
  return { node: nodeOf(from), peer: { hook: "OUTPUT", address: addresses.gateway } };
}

function nodeOf(end: Link["from"]): NodeId {
  if (end !== CLIENTS) return end;
  throw new HarnessError("usage", "a link from clients to clients is none", {
    hint: "Name a node at one of its ends.",
  });
}
