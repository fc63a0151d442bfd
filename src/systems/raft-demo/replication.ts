// Log replication, from both sides: what a leader sends, what a follower makes of it, and when entries take effect.
// Raft (Ongaro & Ousterhout 2014) §5.3 and §5.4.2.
import type { PeerMessage, Reply } from "./protocol.ts";
import {
  answer,
  becomeFollower,
  lastIndex,
  type Leading,
  type Progress,
  type RaftState,
  resetElectionTimer,
  send,
  setVote,
  termAt,
  writeEntry,
} from "./state.ts";
import { apply, valueOf } from "./store.ts";

const MAX_ENTRIES_PER_MESSAGE = 64;

type AppendEntries = Extract<PeerMessage, { type: "append_entries" }>;
type AppendResult = Extract<PeerMessage, { type: "append_result" }>;

/** Sends everybody what they lack, as a new round; also the heartbeat. */
export function broadcast(state: RaftState, role: Leading): void {
  role.round++;
  role.heartbeatAtMs = state.nowMs + state.options.timing.heartbeatMs;
  for (const [peer, progress] of role.followers) sendEntries(state, role, peer, progress);
}

function sendEntries(state: RaftState, role: Leading, to: string, progress: Progress): void {
  const prevIndex = progress.next - 1;
  const entries = state.log.slice(prevIndex, prevIndex + MAX_ENTRIES_PER_MESSAGE);
  send(state, to, {
    type: "append_entries",
    term: state.term,
    prevIndex,
    prevTerm: termAt(state, prevIndex) ?? 0,
    entries,
    commit: state.commit,
    round: role.round,
  });
  // Taken for delivered until the follower says otherwise, so that no entry is sent with every message meanwhile.
  progress.next += entries.length;
}

export function onAppendEntries(state: RaftState, from: string, message: AppendEntries): void {
  const { term, round, prevIndex, entries } = message;
  if (term < state.term || state.role.name === "leader") {
    const match = lastIndex(state);
    // No round: the sender may lead again by now, and must not take its old term's round for one of its new term's.
    const refusal = { type: "append_result", round: 0, agreed: false, match } as const;
    send(state, from, { ...refusal, term: state.term });
    return;
  }
  becomeFollower(state, from);
  resetElectionTimer(state);
  const agreed = termAt(state, prevIndex) === message.prevTerm;
  if (agreed) {
    entries.forEach((entry, offset) => {
      const index = prevIndex + 1 + offset;
      // An old message must not cut off what a later one brought: only a conflict replaces entries.
      if (termAt(state, index) !== entry.term) writeEntry(state, entry, index);
    });
    state.commit = Math.max(state.commit, Math.min(message.commit, prevIndex + entries.length));
    applyCommitted(state);
  }
  const match = agreed ? prevIndex + entries.length : Math.min(lastIndex(state), prevIndex - 1);
  send(state, from, { type: "append_result", term, round, agreed, match });
}

export function onAppendResult(state: RaftState, from: string, result: AppendResult): void {
  const { role } = state;
  const progress = role.name === "leader" ? role.followers.get(from) : undefined;
  if (role.name !== "leader" || progress === undefined || result.term !== state.term) return;
  progress.heardAtMs = state.nowMs;
  progress.round = Math.max(progress.round, result.round);
  if (result.agreed) {
    progress.match = Math.max(progress.match, result.match);
    progress.next = Math.max(progress.next, progress.match + 1);
  } else {
    progress.next = Math.max(progress.match, Math.min(progress.next - 1, result.match)) + 1;
  }
  if (!result.agreed || progress.next <= lastIndex(state)) sendEntries(state, role, from, progress);
  advanceCommit(state, role);
  answerReads(state, role);
}

/** Commits what a majority has, if it is of this term: older entries come along with it (§5.4.2). */
export function advanceCommit(state: RaftState, role: Leading): void {
  const matches = [...role.followers.values()].map(({ match }) => match);
  const ascending = [...matches, lastIndex(state)].sort((a, b) => a - b);
  const quorum =
    state.options.bug === "commit-without-majority" ? state.majority - 1 : state.majority;
  const index = ascending.at(-quorum) ?? 0;
  if (index > state.commit && termAt(state, index) === state.term) state.commit = index;
  applyCommitted(state);
}

/** Carries out committed entries in order; a leader answers who waits for them. */
function applyCommitted(state: RaftState): void {
  const until = state.options.bug === "apply-before-commit" ? lastIndex(state) : state.commit;
  while (state.applied < until) {
    state.applied++;
    const command = state.log[state.applied - 1]?.command ?? null;
    if (command === null) continue;
    answerWrite(state, state.applied, apply(state.store, command));
  }
}

function answerWrite(state: RaftState, index: number, reply: Reply): void {
  if (state.role.name !== "leader") return;
  const origin = state.role.writes.get(index);
  if (origin === undefined) return;
  state.role.writes.delete(index);
  const acceptance = { leader: state.options.id, term: state.term, index };
  answer(state, origin, reply.type === "write_ok" ? { ...reply, ...acceptance } : reply);
}

/** Answers reads whose round a majority has answered and whose index is applied (ReadIndex; Ongaro's thesis §6.4). */
export function answerReads(state: RaftState, role: Leading): void {
  const confirmed = confirmedRound(state, role);
  const waiting = role.reads;
  role.reads = [];
  for (const read of waiting) {
    if (read.round > confirmed || read.index > state.applied) role.reads.push(read);
    else answer(state, read.origin, { type: "read_ok", value: valueOf(state.store, read.key) });
  }
}

/** The latest broadcast that a majority, this node included, has answered. */
function confirmedRound(state: RaftState, role: Leading): number {
  const rounds = [...role.followers.values()].map(({ round }) => round);
  return [...rounds, role.round].sort((a, b) => a - b).at(-state.majority) ?? 0;
}

/** A higher term than one's own: whatever this node was, it follows now, and has not voted. */
export function observeTerm(state: RaftState, term: number): void {
  if (term <= state.term) return;
  becomeFollower(state, null);
  setVote(state, term, null);
}
