// Which links a fault around nodes is about: between them and the other nodes or the clients, one way or both. Pure.
import { CLIENTS, type Endpoint, type Link } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import { namesHint } from "../core/nearest-name.ts";

/** Which way, seen from the targets. */
export type LinkDirection = "both" | "outgoing" | "incoming";

/** Who is at the other end of the targets' links. */
export type LinkPeers = "nodes" | "clients";

export interface LinkOptions {
  /** Default: the other nodes. */
  readonly peers?: LinkPeers;
  readonly direction?: LinkDirection;
}

/** Options of a fault as its parameters: data that `linksAround` reads again. */
export interface LinkParameters {
  readonly peers: LinkPeers;
  readonly direction: LinkDirection;
}

const PEERS: readonly LinkPeers[] = ["nodes", "clients"];
const DIRECTIONS: readonly LinkDirection[] = ["both", "outgoing", "incoming"];

/** Throws `usage` for words that are none: types guard only those who compile. */
export const linkParameters = (
  options: { readonly peers?: unknown; readonly direction?: unknown },
  fallback: LinkDirection = "both",
): LinkParameters => ({
  peers: oneOf(options.peers ?? "nodes", PEERS, "peers"),
  direction: oneOf(options.direction ?? fallback, DIRECTIONS, "direction"),
});

/** The links of `side` that a fault's parameters name, those within the side among them, each once. */
export function linksAround(
  nodes: readonly NodeId[],
  side: readonly NodeId[],
  parameters: Fault["parameters"],
): readonly Link[] {
  const { peers, direction } = linkParameters(parameters);
  const others: readonly Endpoint[] = peers === "clients" ? [CLIENTS] : nodes;
  const ends: readonly Endpoint[] = [...others, ...side.filter((node) => !others.includes(node))];
  const isMine = (end: Endpoint): boolean => end !== CLIENTS && side.includes(end);
  const links = ends.flatMap((from) => ends.map((to) => ({ from, to })));
  return links.filter(({ from, to }) => {
    if (from === to || (peers === "clients" && from !== CLIENTS && to !== CLIENTS)) return false;
    const outgoing = isMine(from) && direction !== "incoming";
    return outgoing || (isMine(to) && direction !== "outgoing");
  });
}

/** "to and from clients", "to other nodes". */
export function linkWords(parameters: Fault["parameters"]): string {
  const { peers, direction } = linkParameters(parameters);
  const way = { both: "to and from", outgoing: "to", incoming: "from" }[direction];
  return `${way} ${peers === "clients" ? "clients" : "other nodes"}`;
}

function oneOf<T extends string>(given: unknown, known: readonly T[], what: string): T {
  const found = known.find((word) => word === given);
  if (found !== undefined) return found;
  throw new HarnessError("usage", `"${String(given)}" is no "${what}" of a fault of links`, {
    hint: namesHint(String(given), known),
  });
}
