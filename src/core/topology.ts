// Where nodes stand: datacenters and racks, as labels that a scenario gives. Pure data; decides nothing.
import type { NodeId } from "./ids.ts";

/** Where one node stands. Racks are named within their datacenter. */
export interface Place {
  readonly datacenter: string;
  /** Null where the scenario names datacenters alone. */
  readonly rack: string | null;
}

/** The nodes of a cluster in order, and where each stands; without labels `places` is empty. */
export interface Layout {
  readonly nodes: readonly NodeId[];
  readonly places: ReadonlyMap<NodeId, Place>;
}

/** Nodes without labels. */
export const layoutOf = (nodes: readonly NodeId[]): Layout => ({ nodes, places: new Map() });

/** `"east/r1"` or `"east"`; null for anything else. */
export function parsePlace(text: string): Place | null {
  const match = /^([\w.-]+)(?:\/([\w.-]+))?$/.exec(text);
  if (match === null) return null;
  const [, datacenter = "", rack = null] = match;
  return { datacenter, rack };
}
