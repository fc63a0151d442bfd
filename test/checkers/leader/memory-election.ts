// An election among three nodes in memory, with a log: right, or with mistakes that happen now and then.
import type { Random } from "../../../src/core/random.ts";
import type { AcceptedWrite, LeaderView } from "../../../src/core/specs/leader.ts";
import type { SimulatedSystem } from "../../oracle/simulated-system.ts";

/** How likely each mistake is, each time it could be made. */
export interface Mistakes {
  /** Votes for a second candidate of a term, or one whose log is short. */
  readonly voteForAnybody?: number;
  /** A leader commits what no other node has. */
  readonly commitAlone?: number;
  /** A restart loses term and vote. */
  readonly forget?: number;
  /** A restart loses the log. */
  readonly loseLog?: number;
  /** A leader that was voted out is believed by nodes of newer terms. */
  readonly obeyThePast?: number;
}

interface Node {
  readonly name: string;
  term: number;
  votedFor: string | null;
  leader: string | null;
  log: string[];
  commit: number;
}

export interface Election {
  readonly nodes: readonly Node[];
  entries: number;
}

const MAJORITY = 2;

export const memoryElection = (mistakes: Mistakes): SimulatedSystem<Election> => ({
  start: () => ({
    entries: 0,
    nodes: ["n1", "n2", "n3"].map((name) => ({
      name,
      term: 0,
      votedFor: null,
      leader: null,
      log: [],
      commit: 0,
    })),
  }),
  call: (random) => ({
    f: random.chance(0.5) ? "observe" : random.pick(["write", "write", "campaign", "restart"]),
    value: null,
  }),
  apply(state, { f }, random) {
    const leading = state.nodes.filter(({ name, leader }) => leader === name);
    const node = random.pick(f === "write" && leading.length > 0 ? leading : state.nodes);
    const others = random.shuffle(state.nodes.filter((other) => other !== node));
    const near = others.slice(0, random.int(0, others.length));
    if (f === "observe") return viewOf(node);
    if (f === "write") return accept(state, node, near, mistakes, random);
    if (f === "campaign") {
      // Most that are behind have heard of the newest term but one, so that candidates meet.
      const newest = Math.max(...state.nodes.map(({ term }) => term));
      if (newest > node.term && random.chance(0.7)) node.term = newest - 1;
      campaign(node, near, mistakes, random);
    }
    if (f === "restart") restart(node, mistakes, random);
    return { node: node.name, term: node.term };
  },
});

const viewOf = ({ name, term, votedFor, leader, log, commit }: Node): LeaderView => ({
  node: name,
  term,
  leader,
  votedFor,
  commitIndex: commit,
  lastIndex: log.length,
  hashes: commit === 0 ? [] : [[commit, log.slice(0, commit).join(",")]],
});

function campaign(node: Node, near: readonly Node[], mistakes: Mistakes, random: Random): void {
  node.term++;
  node.votedFor = node.name;
  node.leader = null;
  const votes = near.filter((voter) => {
    if (voter.term > node.term) return false;
    const isFree = voter.term < node.term || voter.votedFor === null;
    const isEntitled = isFree && voter.log.length <= node.log.length;
    if (!isEntitled && !random.chance(mistakes.voteForAnybody ?? 0)) return false;
    if (voter.term < node.term || voter.leader === voter.name) voter.leader = null;
    voter.term = node.term;
    voter.votedFor = node.name;
    return true;
  });
  const newest = Math.max(...near.map(({ term }) => term));
  if (newest > node.term) {
    node.term = newest;
    node.votedFor = null;
  } else if (votes.length + 1 >= MAJORITY) node.leader = node.name;
}

function accept(
  state: Election,
  node: Node,
  near: readonly Node[],
  mistakes: Mistakes,
  random: Random,
): AcceptedWrite | null {
  if (node.leader !== node.name) return null;
  const followers = near.filter(
    ({ term }) => term <= node.term || random.chance(mistakes.obeyThePast ?? 0),
  );
  if (followers.length + 1 < MAJORITY && !random.chance(mistakes.commitAlone ?? 0)) return null;
  node.log.push(`${String(node.term)}.${String(++state.entries)}`);
  node.commit = node.log.length;
  for (const follower of followers) {
    if (follower.term < node.term) follower.votedFor = null;
    follower.term = Math.max(follower.term, node.term);
    follower.leader = follower.term === node.term ? node.name : null;
    follower.log = [...node.log];
    follower.commit = node.commit;
  }
  return { value: state.entries, node: node.name, term: node.term, index: node.commit };
}

function restart(node: Node, mistakes: Mistakes, random: Random): void {
  node.leader = null;
  node.commit = 0;
  if (random.chance(mistakes.forget ?? 0)) {
    node.term = Math.max(0, node.term - random.int(0, 1));
    node.votedFor = null;
  }
  if (random.chance(mistakes.loseLog ?? 0)) node.log = [];
}
