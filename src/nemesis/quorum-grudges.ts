// Partitions that go by votes: who is left with a quorum, and on which side the leader is. Pure.
import type { Link } from "../cluster/api.ts";
import type { NodeId } from "../core/ids.ts";
import type { Random } from "../core/random.ts";
import { apart, split } from "./grudges.ts";
import { majorityOf } from "./targets.ts";

type Nodes = readonly NodeId[];

/** The leaders among `side` and as many voters as make no quorum yet, cut off from everybody else. */
export const leaderInMinority = (nodes: Nodes, side: Nodes, voters: Nodes, random: Random) =>
  split(nodes, withVoters(side, voters, voters.length - majorityOf(voters.length), random));

/** The leaders among `side` and just enough voters for a quorum, cut off from everybody else. */
export const leaderInMajority = (nodes: Nodes, side: Nodes, voters: Nodes, random: Random) =>
  split(nodes, withVoters(side, voters, majorityOf(voters.length), random));

/** Groups of which none has a quorum of the voters. */
export function noQuorum(nodes: Nodes, voters: Nodes, random: Random): readonly Link[] {
  const size = Math.max(1, voters.length - majorityOf(voters.length));
  const drawn = random.shuffle(voters);
  const groups = Array.from({ length: Math.ceil(drawn.length / size) }, (_, group) =>
    drawn.slice(group * size, (group + 1) * size),
  );
  const others = nodes.filter((node) => !voters.includes(node)).map((node) => [node]);
  return apart(nodes, [...groups, ...others]);
}

function withVoters(side: Nodes, voters: Nodes, size: number, random: Random): Nodes {
  const others = random.shuffle(voters.filter((voter) => !side.includes(voter)));
  return [...side, ...others.slice(0, Math.max(0, size - side.length))];
}
