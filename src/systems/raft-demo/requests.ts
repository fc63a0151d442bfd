// Requests of clients: taken on by the leader, forwarded to it by everybody else. Each is carried out at most once:
// clients' requests come once, and the leader of the term that a forwarded one names takes it on once; nobody else does.
import type { Command, PeerMessage, Request } from "./protocol.ts";
import { advanceCommit, answerReads, broadcast } from "./replication.ts";
import {
  answer,
  awaitForward,
  type Leading,
  type Origin,
  lastIndex,
  type RaftState,
  send,
  unavailable,
  writeEntry,
} from "./state.ts";
import { valueOf } from "./store.ts";
import { perform } from "./transaction.ts";

/** What is asked of the node itself, not of the store: nobody forwards it. */
export type NodeRequest = Extract<Request, { type: "status" | "campaign" }>;
type StoreRequest = Exclude<Request, NodeRequest>;
type Forward = Extract<PeerMessage, { type: "forward" }>;
type ForwardResult = Extract<PeerMessage, { type: "forward_result" }>;

/** Ids older than this many requests are forgotten: far more than can be under way in a network. */
const MAX_TAKEN = 100_000;

export const isOfNode = (request: Request): request is NodeRequest =>
  request.type === "status" || request.type === "campaign";

export function onRequest(state: RaftState, client: number, request: StoreRequest): void {
  const origin: Origin = { kind: "client", client };
  if (request.type === "read" && state.options.bug === "stale-reads") {
    answer(state, origin, { type: "read_ok", value: valueOf(state.store, request.key) });
  } else if (state.role.name === "leader") {
    lead(state, state.role, origin, request);
  } else if (state.leader === null) {
    answer(state, origin, unavailable("no leader is known"));
  } else {
    const id = awaitForward(state, client);
    send(state, state.leader, { type: "forward", term: state.term, id, request });
  }
}

export function onForward(state: RaftState, from: string, { term, id, request }: Forward): void {
  const { role } = state;
  // Whoever else gets it says nothing: an answer could contradict the one of that leader.
  if (role.name !== "leader" || term !== state.term || role.taken.has(id)) return;
  if (isOfNode(request)) return;
  role.taken.add(id);
  const [oldest] = role.taken;
  if (role.taken.size > MAX_TAKEN && oldest !== undefined) role.taken.delete(oldest);
  lead(state, role, { kind: "peer", node: from, id }, request);
}

export function onForwardResult(state: RaftState, { id, reply }: ForwardResult): void {
  const waiting = state.forwarded.get(id);
  if (waiting === undefined) return;
  state.forwarded.delete(id);
  answer(state, { kind: "client", client: waiting.client }, reply);
}

function lead(state: RaftState, role: Leading, origin: Origin, request: StoreRequest): void {
  if (request.type === "read") {
    // Until the first entry of its term is committed a leader does not know what is.
    const index = Math.max(state.commit, role.firstIndex);
    broadcast(state, role);
    role.reads.push({ origin, key: request.key, index, round: role.round });
    answerReads(state, role);
    return;
  }
  writeEntry(state, { term: state.term, command: commandOf(state, request) });
  role.writes.set(lastIndex(state), origin);
  broadcast(state, role);
  advanceCommit(state, role);
}

function commandOf(state: RaftState, request: Exclude<StoreRequest, { type: "read" }>): Command {
  switch (request.type) {
    case "write":
      return { op: "write", key: request.key, value: request.value };
    case "cas":
      return { op: "cas", key: request.key, from: request.from, to: request.to };
    case "txn": {
      const { txn } = request;
      if (state.options.bug !== "early-reads") return { op: "txn", txn };
      const { answer } = perform(txn, (key) => valueOf(state.store, key));
      return { op: "txn", txn, early: answer };
    }
  }
}
