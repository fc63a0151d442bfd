// Partitions along racks and datacenters: pure functions from places to directed links that are to be cut.
import type { Link } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { NodeId } from "../core/ids.ts";
import type { Layout, Place } from "../core/topology.ts";
import { cutWhere } from "./grudges.ts";

type Side = readonly NodeId[];
export type Level = "datacenter" | "rack";

/** The datacenters (or racks) of `side` and everybody else no longer hear each other; within them all is well. */
export function isolatePlaces(layout: Layout, side: Side, level: Level): readonly Link[] {
  const inside = new Set(side.map((node) => placeName(layout, node, level)));
  return cutWhere(layout.nodes, (from, to) => {
    const isIn = (node: NodeId): boolean => inside.has(placeName(layout, node, level));
    return isIn(from) !== isIn(to);
  });
}

/** No datacenter (or rack) hears another; the nodes of `bridge` hear all and are heard by all. */
export function placesApart(layout: Layout, level: Level, bridge: Side): readonly Link[] {
  return cutWhere(
    layout.nodes,
    (from, to) =>
      !bridge.includes(from) &&
      !bridge.includes(to) &&
      placeName(layout, from, level) !== placeName(layout, to, level),
  );
}

/** "east", "east/r1". Throws `usage` where the scenario has no such labels. */
function placeName({ places }: Layout, node: NodeId, level: Level): string {
  const place = places.get(node);
  const name = place === undefined ? null : nameAt(place, level);
  if (name !== null) return name;
  throw new HarnessError("usage", `node ${node} has no ${level}, which a partition goes by`, {
    hint: 'Give the scenario a topology, one place per node: ["east/r1", "east/r2", "west/r1"].',
  });
}

const nameAt = ({ datacenter, rack }: Place, level: Level): string | null =>
  level === "datacenter" ? datacenter : rack === null ? null : `${datacenter}/${rack}`;
