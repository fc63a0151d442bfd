// The fault "latency-matrix": how far nodes are from each other by where they stand, as in a LAN within a WAN.
import type { QualifiedLink } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault } from "../core/fault.ts";
import type { Json } from "../core/json.ts";
import type { Layout, Place } from "../core/topology.ts";
import { aimedAt } from "./blocked-links.ts";
import { faultPlan, type FaultPlan } from "./fault-plan.ts";
import type { FaultKind } from "./nemesis.ts";
import { parseQuality, type Quality, qualityIn, qualityWords } from "./quality.ts";

/** A delay, one way, or all that a link can be. */
export type Distance = string | Quality;

/** How far apart nodes are; what is left out is as it was. */
export interface Distances {
  readonly sameRack?: Distance;
  /** In one datacenter, but not in one rack. */
  readonly sameDatacenter?: Distance;
  readonly betweenDatacenters?: Distance;
  /** Two datacenters that are closer or farther than others, one way. */
  readonly pairs?: readonly {
    readonly from: string;
    readonly to: string;
    readonly distance: Distance;
  }[];
}

/** Delays by the places of a scenario's `topology`: `latencyMatrix({ sameDatacenter: "1ms", betweenDatacenters: "40ms" })`. */
export function latencyMatrix({ pairs = [], ...levels }: Distances): FaultPlan {
  const parameters: Record<string, Json> = {};
  for (const [level, distance] of Object.entries(levels)) {
    const quality = qualityOf(distance);
    if (quality !== null) parameters[level] = quality;
  }
  const between = pairs.flatMap(({ from, to, distance }) => {
    const quality = qualityOf(distance);
    return quality === null ? [] : [{ from, to, quality }];
  });
  if (Object.keys(parameters).length + between.length === 0) {
    throw new HarnessError("usage", "a latency matrix without any delay changes nothing");
  }
  if (between.length > 0) parameters["pairs"] = between;
  return faultPlan("latency matrix", { kind: "latency-matrix", targets: "all", parameters });
}

/** Null for no distance at all, "0ms". */
function qualityOf(distance: Distance): { readonly [key: string]: Json } | null {
  if (typeof distance === "string" && /^0(\.0*)?[a-z]+$/.test(distance.trim())) return null;
  return { ...parseQuality(typeof distance === "string" ? { delay: distance } : distance) };
}

export const latencyMatrixKind: FaultKind = {
  kind: "latency-matrix",
  requires: "link-quality",
  exclusive: false,
  decide(fault, layout) {
    linksBetween(layout, fault.parameters);
    return fault;
  },
  describe: (parameters) => [
    ...LEVELS.flatMap(({ name, words }) =>
      parameters[name] === undefined ? [] : [wordsOf(words, parameters[name])],
    ),
    ...pairsOf(parameters).map(({ from, to, quality }) => wordsOf(`${from} to ${to}`, quality)),
  ],
  async inject({ parameters }, { cluster, layout, targets }) {
    const links = linksBetween(layout, parameters);
    return aimedAt(targets, await cluster.network.degrade(links, "latency-matrix"));
  },
};

const LEVELS = [
  { name: "sameRack", words: "in one rack" },
  { name: "sameDatacenter", words: "in one datacenter" },
  { name: "betweenDatacenters", words: "between datacenters" },
] as const;

const wordsOf = (where: string, quality: Json): string =>
  `${where} ${qualityWords(qualityIn(quality)).join(", ")}`;

/** Every directed link between nodes that have a distance. Throws `usage` where places are missing or nothing is far. */
function linksBetween(
  { nodes, places }: Layout,
  parameters: Fault["parameters"],
): readonly QualifiedLink[] {
  const links = nodes.flatMap((from) =>
    nodes.flatMap((to): readonly QualifiedLink[] => {
      if (from === to) return [];
      const distance = distanceOf(places.get(from), places.get(to), parameters);
      return distance === undefined ? [] : [{ from, to, quality: qualityIn(distance) }];
    }),
  );
  if (links.length > 0) return links;
  throw new HarnessError("usage", "a latency matrix finds no two nodes that are far apart", {
    hint: 'Label the nodes: topology: ["east/r1", "east/r2", "west/r1"], one label a node.',
  });
}

function distanceOf(
  from: Place | undefined,
  to: Place | undefined,
  parameters: Fault["parameters"],
): Json | undefined {
  if (from === undefined || to === undefined) return undefined;
  const pair = pairsOf(parameters).find(
    (known) => known.from === from.datacenter && known.to === to.datacenter,
  );
  if (pair !== undefined) return pair.quality;
  if (from.datacenter !== to.datacenter) return parameters["betweenDatacenters"];
  const oneRack = from.rack !== null && from.rack === to.rack;
  return parameters[oneRack ? "sameRack" : "sameDatacenter"];
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly quality: Json;
}

const pairsOf = ({ pairs }: Fault["parameters"]): readonly Pair[] =>
  (pairs ?? []) as unknown as readonly Pair[];
