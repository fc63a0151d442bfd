// Who stops hearing whom in a partition: pure functions from nodes to directed links that are to be cut.
// The shapes are those of jepsen.nemesis (bisect, split-one, complete-grudge, bridge, majorities-ring); one-way is ours.
import type { Link } from "../cluster/api.ts";
import { elementAt } from "../core/assert.ts";
import type { NodeId } from "../core/ids.ts";
import type { Random } from "../core/random.ts";
import { majorityOf } from "./targets.ts";

/** Tries to draw a random ring of majorities before the regular ring is taken. */
const MAX_RING_DRAWS = 20;

/** Up to this many nodes the regular ring is taken: there is hardly any other. */
const MAX_REGULAR_RING = 5;

type Nodes = readonly NodeId[];

/** `side` and the other nodes no longer hear each other. */
export function split(nodes: Nodes, side: Nodes): readonly Link[] {
  return cutWhere(nodes, (from, to) => side.includes(from) !== side.includes(to));
}

/** Nobody hears anybody of another group. */
export function apart(nodes: Nodes, groups: readonly Nodes[]): readonly Link[] {
  const groupOf = new Map(groups.flatMap((group) => group.map((node) => [node, group] as const)));
  return cutWhere(nodes, (from, to) => groupOf.get(from) !== groupOf.get(to));
}

/** Two random halves; of an odd number one half is the majority. */
export function halves(nodes: Nodes, random: Random): readonly Link[] {
  return split(nodes, random.shuffle(nodes).slice(0, Math.floor(nodes.length / 2)));
}

/** Two random halves that do not hear each other, while everybody hears `middle` and is heard by it. */
export function bridge(nodes: Nodes, middle: Nodes, random: Random): readonly Link[] {
  return halves(
    nodes.filter((node) => !middle.includes(node)),
    random,
  );
}

/** `outgoing`: nobody hears `side`, which hears everybody. `incoming`: the other way round. */
export function oneWay(nodes: Nodes, side: Nodes, drops: "outgoing" | "incoming"): readonly Link[] {
  const [deaf, mute] = drops === "incoming" ? [true, false] : [false, true];
  return cutWhere(nodes, (from, to) => side.includes(to) === deaf && side.includes(from) === mute);
}

/**
 * Every node hears a majority, and no two hear the same one. Needs three nodes. After jepsen.nemesis/majorities-ring:
 * up to five nodes a ring in random order, beyond that random two-way links until everybody has a majority.
 */
export function majoritiesRing(nodes: Nodes, random: Random): readonly Link[] {
  if (nodes.length > MAX_REGULAR_RING) {
    for (let draw = 0; draw < MAX_RING_DRAWS; draw++) {
      const hears = randomMajorities(nodes, random.at(draw));
      if (allDiffer(nodes, hears))
        return cutWhere(nodes, (from, to) => !hearsFrom(hears, to, from));
    }
  }
  const hears = regularRing(nodes, random);
  return cutWhere(nodes, (from, to) => !hearsFrom(hears, to, from));
}

type Hears = ReadonlyMap<NodeId, ReadonlySet<NodeId>>;

const hearsFrom = (hears: Hears, to: NodeId, from: NodeId): boolean =>
  hears.get(to)?.has(from) === true;

/** Each node hears the window of the ring that it stands in the middle of. */
function regularRing(nodes: Nodes, random: Random): Hears {
  const ring = random.shuffle(nodes);
  const size = majorityOf(ring.length);
  const before = Math.floor(size / 2);
  const windowAround = (middle: number): ReadonlySet<NodeId> =>
    new Set(
      Array.from({ length: size }, (_, offset) =>
        elementAt(ring, (middle - before + offset + ring.length) % ring.length),
      ),
    );
  return new Map(ring.map((node, position) => [node, windowAround(position)]));
}

/** Links the two nodes that hear the fewest, until the one that hears the fewest hears a majority. */
function randomMajorities(nodes: Nodes, random: Random): Hears {
  const hears = new Map(nodes.map((node) => [node, new Set([node])]));
  const heardBy = (node: NodeId): Set<NodeId> => hears.get(node) ?? new Set();
  const most = nodes.length * nodes.length;
  for (let link = 0; link < most; link++) {
    const byDegree = random.shuffle(nodes).sort((a, b) => heardBy(a).size - heardBy(b).size);
    const poorest = elementAt(byDegree, 0);
    if (heardBy(poorest).size >= majorityOf(nodes.length)) break;
    const other = byDegree.find((node) => !heardBy(poorest).has(node)) ?? poorest;
    heardBy(poorest).add(other);
    heardBy(other).add(poorest);
  }
  return hears;
}

function allDiffer(nodes: Nodes, hears: Hears): boolean {
  const views = nodes.map((to) => nodes.filter((from) => hearsFrom(hears, to, from)).join());
  return new Set(views).size === nodes.length;
}

/** The links between different nodes that `isCut` names, in the cluster's order. */
export function cutWhere(
  nodes: Nodes,
  isCut: (from: NodeId, to: NodeId) => boolean,
): readonly Link[] {
  return nodes.flatMap((from) =>
    nodes.filter((to) => to !== from && isCut(from, to)).map((to) => ({ from, to })),
  );
}
