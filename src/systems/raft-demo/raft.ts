// A Raft node as a state machine: something happens (`Input`), and it says what is to be stored, sent and answered
// (`Output`). No I/O, no clock, no chance of its own: the shells around it bring those.
import { onRequestVote, onVote, startElection, stepDownIfAlone } from "./elections.ts";
import { committedHashes } from "./digests.ts";
import type { Input, Output, PeerMessage, Reply, Status } from "./protocol.ts";
import { broadcast, observeTerm, onAppendEntries, onAppendResult } from "./replication.ts";
import type { Recovered } from "./recovery.ts";
import { isOfNode, type NodeRequest, onForward, onForwardResult, onRequest } from "./requests.ts";
import {
  expireForwards,
  initialState,
  lastIndex,
  noOutput,
  type RaftOptions,
  type RaftState,
  resetElectionTimer,
} from "./state.ts";

export class Raft {
  readonly #state: RaftState;

  /** A node that starts at `nowMs` with what its disk held. */
  constructor(options: RaftOptions, recovered: Recovered, nowMs: number) {
    this.#state = initialState(options, recovered);
    this.#state.nowMs = nowMs;
    resetElectionTimer(this.#state);
  }

  step(input: Input): Output {
    const state = this.#state;
    state.out = noOutput();
    switch (input.kind) {
      case "tick":
        onTick(state, input.nowMs);
        break;
      case "message":
        onMessage(state, input.from, input.message);
        break;
      case "request":
        if (isOfNode(input.request))
          state.out.replies.push({ client: input.client, reply: this.#answer(input.request) });
        else onRequest(state, input.client, input.request);
        break;
    }
    return state.out;
  }

  status(): Status {
    const { options, term, role, leader, votedFor, commit, applied } = this.#state;
    const last = lastIndex(this.#state);
    return {
      type: "status_ok",
      id: options.id,
      term,
      role: role.name,
      leader,
      votedFor,
      commit,
      applied,
      last,
    };
  }

  #answer(request: NodeRequest): Reply {
    const state = this.#state;
    if (request.type === "status") return { ...this.status(), hashes: committedHashes(state) };
    if (state.role.name !== "leader") startElection(state);
    return { type: "campaign_ok", id: state.options.id, term: state.term };
  }
}

function onTick(state: RaftState, nowMs: number): void {
  state.nowMs = nowMs;
  expireForwards(state, nowMs);
  stepDownIfAlone(state);
  if (state.role.name === "leader") {
    if (nowMs >= state.role.heartbeatAtMs) broadcast(state, state.role);
  } else if (nowMs >= state.electionAtMs) {
    startElection(state);
  }
}

function onMessage(state: RaftState, from: string, message: PeerMessage): void {
  observeTerm(state, message.term);
  switch (message.type) {
    case "request_vote":
      onRequestVote(state, from, message);
      return;
    case "vote":
      onVote(state, from, message);
      return;
    case "append_entries":
      onAppendEntries(state, from, message);
      return;
    case "append_result":
      onAppendResult(state, from, message);
      return;
    case "forward":
      onForward(state, from, message);
      return;
    case "forward_result":
      onForwardResult(state, message);
      return;
  }
}
