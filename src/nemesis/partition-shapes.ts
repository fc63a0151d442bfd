// The shapes of a partition by name: around whom each is drawn, what it needs, and the links that it cuts.
import type { Link } from "../cluster/api.ts";
import type { TargetSpec } from "../core/fault.ts";
import { HarnessError } from "../core/errors.ts";
import type { NodeId } from "../core/ids.ts";
import { namesHint } from "../core/nearest-name.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { bridge, halves, majoritiesRing, oneWay, split } from "./grudges.ts";
import { leaderInMajority, leaderInMinority, noQuorum } from "./quorum-grudges.ts";
import { isolatePlaces, placesApart } from "./topology-grudges.ts";

export type Direction = "outgoing" | "incoming";

/** What a shape is drawn from. */
export interface Drawing {
  readonly layout: Layout;
  /** The nodes that it is drawn around. */
  readonly side: readonly NodeId[];
  /** Members that vote; all nodes where the system does not tell. */
  readonly voters: readonly NodeId[];
  readonly drops: Direction;
  readonly random: Random;
}

export interface Shape {
  /** Around whom, unless the scenario says otherwise; "all" where it is drawn around nobody. */
  readonly of: TargetSpec;
  readonly fewestNodes: number;
  /** Whether it goes by votes, so that it is drawn only when it is injected. */
  readonly byVotes?: true;
  readonly links: (drawing: Drawing) => readonly Link[];
}

const aside: Shape["links"] = ({ layout, side }) => split(layout.nodes, side);

const SHAPES = {
  /** Two random halves. */
  halves: {
    of: "all",
    fewestNodes: 2,
    links: ({ layout, random }) => halves(layout.nodes, random),
  },
  /** One node alone. */
  "isolate-one": { of: "one", fewestNodes: 2, links: aside },
  /** The leader alone. */
  "isolate-leader": { of: "leader", fewestNodes: 2, links: aside },
  /** A minority cut off from the rest. */
  "majority-minority": { of: "minority", fewestNodes: 3, links: aside },
  /** Everybody hears a majority, no two the same one. */
  "majorities-ring": {
    of: "all",
    fewestNodes: 3,
    links: ({ layout, random }) => majoritiesRing(layout.nodes, random),
  },
  /** Two halves that hear each other through one node alone. */
  bridge: {
    of: "one",
    fewestNodes: 3,
    links: ({ layout, side, random }) => bridge(layout.nodes, side, random),
  },
  /** A node that is not heard but hears, or the other way round. */
  "one-way": {
    of: "one",
    fewestNodes: 2,
    links: ({ layout, side, drops }) => oneWay(layout.nodes, side, drops),
  },
  /** The leader with followers, but without a quorum. */
  "leader-in-minority": {
    of: "leader",
    fewestNodes: 3,
    byVotes: true,
    links: ({ layout, side, voters, random }) =>
      leaderInMinority(layout.nodes, side, voters, random),
  },
  /** The leader with just a quorum; the others are cut off. */
  "leader-in-majority": {
    of: "leader",
    fewestNodes: 3,
    byVotes: true,
    links: ({ layout, side, voters, random }) =>
      leaderInMajority(layout.nodes, side, voters, random),
  },
  /** Groups of which none has a quorum. */
  "no-quorum": {
    of: "all",
    fewestNodes: 2,
    byVotes: true,
    links: ({ layout, voters, random }) => noQuorum(layout.nodes, voters, random),
  },
  /** A datacenter cut off from all others. */
  "isolate-datacenter": {
    of: "one",
    fewestNodes: 2,
    links: ({ layout, side }) => isolatePlaces(layout, side, "datacenter"),
  },
  /** A rack cut off from all others. */
  "isolate-rack": {
    of: "one",
    fewestNodes: 2,
    links: ({ layout, side }) => isolatePlaces(layout, side, "rack"),
  },
  /** No datacenter hears another. */
  "datacenters-apart": {
    of: "all",
    fewestNodes: 2,
    links: ({ layout }) => placesApart(layout, "datacenter", []),
  },
  /** No datacenter hears another but through one node. */
  "datacenter-bridge": {
    of: "one",
    fewestNodes: 3,
    links: ({ layout, side }) => placesApart(layout, "datacenter", side),
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** The shapes of a partition. */
export type Grudge = keyof typeof SHAPES;

/** Throws `usage` for a name that is none. */
export function shapeOf(grudge: string): Shape {
  const shape = (SHAPES as Readonly<Record<string, Shape | undefined>>)[grudge];
  if (shape !== undefined) return shape;
  throw new HarnessError("usage", `"${grudge}" is no partition`, {
    hint: namesHint(grudge, Object.keys(SHAPES)),
  });
}
