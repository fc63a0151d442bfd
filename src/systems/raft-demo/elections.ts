// Elections: who asks for votes, who gives one, who has won. Raft (Ongaro & Ousterhout 2014) §5.2 and §5.4.1.
import type { PeerMessage } from "./protocol.ts";
import { advanceCommit, broadcast } from "./replication.ts";
import {
  becomeFollower,
  lastIndex,
  type Leading,
  type Progress,
  type RaftState,
  resetElectionTimer,
  send,
  setLeader,
  setVote,
  termAt,
  writeEntry,
} from "./state.ts";

type RequestVote = Extract<PeerMessage, { type: "request_vote" }>;
type Vote = Extract<PeerMessage, { type: "vote" }>;

/** Nobody leads, as far as this node can see: asks for votes in a new term. */
export function startElection(state: RaftState): void {
  setLeader(state, null);
  setVote(state, state.term + 1, state.options.id);
  state.role = { name: "candidate", votes: new Set([state.options.id]) };
  resetElectionTimer(state);
  for (const peer of state.peers) {
    send(state, peer, {
      type: "request_vote",
      term: state.term,
      lastIndex: lastIndex(state),
      lastTerm: termAt(state, lastIndex(state)) ?? 0,
    });
  }
  leadIfElected(state);
}

export function onRequestVote(state: RaftState, from: string, request: RequestVote): void {
  const free =
    state.votedFor === null || state.votedFor === from || state.options.bug === "two-leaders";
  const granted = request.term === state.term && free && isUpToDate(state, request);
  if (granted) {
    if (state.votedFor !== from) setVote(state, state.term, from);
    resetElectionTimer(state);
  }
  send(state, from, { type: "vote", term: state.term, granted });
}

/** Whether the candidate's log has all that this node knows to be committed (§5.4.1). */
function isUpToDate(state: RaftState, request: RequestVote): boolean {
  const last = lastIndex(state);
  const lastTerm = termAt(state, last) ?? 0;
  if (request.lastTerm !== lastTerm) return request.lastTerm > lastTerm;
  return request.lastIndex >= last;
}

export function onVote(state: RaftState, from: string, vote: Vote): void {
  if (state.role.name !== "candidate" || vote.term !== state.term || !vote.granted) return;
  state.role.votes.add(from);
  leadIfElected(state);
}

function leadIfElected(state: RaftState): void {
  if (state.role.name !== "candidate" || state.role.votes.size < state.majority) return;
  const firstIndex = lastIndex(state) + 1;
  const progressOf = (): Progress => ({
    next: firstIndex,
    match: 0,
    round: 0,
    heardAtMs: state.nowMs,
  });
  const role: Leading = {
    name: "leader",
    followers: new Map(state.peers.map((peer) => [peer, progressOf()])),
    firstIndex,
    writes: new Map(),
    reads: [],
    taken: new Set(),
    round: 0,
    heartbeatAtMs: state.nowMs,
  };
  state.role = role;
  setLeader(state, state.options.id);
  // Entries of earlier terms are committed with the first one of this term, so there has to be one.
  writeEntry(state, { term: state.term, command: null });
  broadcast(state, role);
  advanceCommit(state, role);
}

/** A leader that a majority has not answered for an election time-out may long be replaced: it steps down. */
export function stepDownIfAlone(state: RaftState): void {
  if (state.role.name !== "leader") return;
  const since = state.nowMs - state.options.timing.electionMaxMs;
  const near = [...state.role.followers.values()].filter(({ heardAtMs }) => heardAtMs >= since);
  if (near.length + 1 >= state.majority) return;
  becomeFollower(state, null);
  resetElectionTimer(state);
}
