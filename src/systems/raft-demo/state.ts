// What a node holds in memory, and the few ways in which all parts of the protocol change it.
// Indices count from 1 as in the Raft paper (Ongaro & Ousterhout 2014, figure 2); index 0 is before the first entry.
import type { RaftBug } from "./bugs.ts";
import {
  type Entry,
  ERRORS,
  type Output,
  type PeerMessage,
  type Reply,
  type Scalar,
} from "./protocol.ts";
import type { Recovered } from "./recovery.ts";
import type { Store } from "./store.ts";

/** Milliseconds; an election time-out is drawn anew from `[electionMin, electionMax]` each time. */
export interface Timing {
  readonly heartbeatMs: number;
  readonly electionMinMs: number;
  readonly electionMaxMs: number;
  /** How long a follower waits for the leader's answer to a forwarded request. */
  readonly forwardMs: number;
}

export interface RaftOptions {
  readonly id: string;
  /** All nodes, this one included. */
  readonly nodes: readonly string[];
  readonly bug: RaftBug | null;
  readonly timing: Timing;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Distinct for every start of this node: no forwarded request may be taken for one of an earlier life. */
  readonly incarnation: string;
}

/** Who waits for an answer: a client of this node, or a node that forwarded its client's request. */
export type Origin =
  | { readonly kind: "client"; readonly client: number }
  | { readonly kind: "peer"; readonly node: string; readonly id: string };

/** What a leader knows of a follower. */
export interface Progress {
  /** The next entry to send. */
  next: number;
  /** The last entry known to be in its log. */
  match: number;
  /** The last broadcast it answered. */
  round: number;
  heardAtMs: number;
}

/** A read that waits: for a majority to answer `round`, and for `index` to be applied. */
export interface PendingRead {
  readonly origin: Origin;
  readonly key: Scalar;
  readonly index: number;
  readonly round: number;
}

export interface Leading {
  readonly name: "leader";
  readonly followers: ReadonlyMap<string, Progress>;
  /** The entry that began this term; once it is committed, so is everything before. */
  readonly firstIndex: number;
  /** Index of an entry → who waits for it. */
  readonly writes: Map<number, Origin>;
  reads: PendingRead[];
  /** Ids of forwarded requests taken on in this term: the network may bring one twice. */
  readonly taken: Set<string>;
  round: number;
  heartbeatAtMs: number;
}

export type Role =
  | { readonly name: "follower" }
  | { readonly name: "candidate"; readonly votes: Set<string> }
  | Leading;

interface Forwarded {
  readonly client: number;
  readonly deadlineMs: number;
}

export interface RaftState {
  readonly options: RaftOptions;
  readonly peers: readonly string[];
  readonly majority: number;
  term: number;
  votedFor: string | null;
  readonly log: Entry[];
  /** Of the committed entries, as far as anybody asked; see digests.ts. */
  readonly digests: number[];
  role: Role;
  leader: string | null;
  commit: number;
  applied: number;
  readonly store: Store;
  nowMs: number;
  electionAtMs: number;
  /** Requests of this node's clients that the leader has. */
  readonly forwarded: Map<string, Forwarded>;
  forwardCount: number;
  out: Output;
}

export const noOutput = (): Output => ({ records: [], messages: [], replies: [] });

export function initialState(options: RaftOptions, recovered: Recovered): RaftState {
  return {
    options,
    peers: options.nodes.filter((node) => node !== options.id),
    majority: Math.floor(options.nodes.length / 2) + 1,
    term: recovered.term,
    votedFor: recovered.votedFor,
    log: [...recovered.log],
    digests: [],
    role: { name: "follower" },
    leader: null,
    commit: 0,
    applied: 0,
    store: new Map(),
    nowMs: 0,
    electionAtMs: 0,
    forwarded: new Map(),
    forwardCount: 0,
    out: noOutput(),
  };
}

export const lastIndex = (state: RaftState): number => state.log.length;

/** The term of an entry; 0 before the first, undefined where there is none. */
export const termAt = (state: RaftState, index: number): number | undefined =>
  index === 0 ? 0 : state.log[index - 1]?.term;

export function send(state: RaftState, to: string, message: PeerMessage): void {
  state.out.messages.push({ to, message });
}

export function answer(state: RaftState, origin: Origin, reply: Reply): void {
  if (origin.kind === "client") state.out.replies.push({ client: origin.client, reply });
  else send(state, origin.node, { type: "forward_result", term: state.term, id: origin.id, reply });
}

export const unavailable = (text: string): Reply => ({
  type: "error",
  code: ERRORS.unavailable,
  text,
});

const unknown = (text: string): Reply => ({ type: "error", code: ERRORS.unknown, text });

/** Puts an entry at the end of the log, or at `index` in place of all from there on. */
export function writeEntry(state: RaftState, entry: Entry, index = lastIndex(state) + 1): void {
  state.log.length = index - 1;
  state.digests.length = Math.min(state.digests.length, index - 1);
  state.log.push(entry);
  state.out.records.push({ kind: "entry", index, entry });
}

export function setVote(state: RaftState, term: number, votedFor: string | null): void {
  state.term = term;
  state.votedFor = votedFor;
  state.out.records.push({ kind: "vote", term, votedFor });
}

export function resetElectionTimer(state: RaftState): void {
  const { timing, random } = state.options;
  const spread = timing.electionMaxMs - timing.electionMinMs;
  state.electionAtMs = state.nowMs + timing.electionMinMs + random() * spread;
}

/** Follows `leader`, or nobody yet, in the term it has; a leader that steps down leaves nobody waiting. */
export function becomeFollower(state: RaftState, leader: string | null): void {
  if (state.role.name === "leader") abandonRequests(state, state.role);
  state.role = { name: "follower" };
  setLeader(state, leader);
}

/** Notes who leads. Requests on their way to somebody else will not be answered any more. */
export function setLeader(state: RaftState, leader: string | null): void {
  if (state.leader === leader) return;
  state.leader = leader;
  expireForwards(state, Infinity);
}

/** Answers the clients of forwarded requests that are due by `nowMs`: whether they happened is not known here. */
export function expireForwards(state: RaftState, nowMs: number): void {
  for (const [id, { client, deadlineMs }] of state.forwarded) {
    if (deadlineMs > nowMs) continue;
    state.forwarded.delete(id);
    answer(state, { kind: "client", client }, unknown("no answer from the leader"));
  }
}

/** Keeps a client waiting for the leader's answer; returns the id that the answer will bear. */
export function awaitForward(state: RaftState, client: number): string {
  const { incarnation, timing } = state.options;
  const id = `${incarnation}.${String(++state.forwardCount)}`;
  state.forwarded.set(id, { client, deadlineMs: state.nowMs + timing.forwardMs });
  return id;
}

function abandonRequests(state: RaftState, role: Leading): void {
  for (const origin of role.writes.values())
    answer(state, origin, unknown("this node lost its leadership before the entry was committed"));
  for (const { origin } of role.reads)
    answer(state, origin, unavailable("this node lost its leadership before the read was safe"));
}
