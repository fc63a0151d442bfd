// The Raft state machine, one input at a time.
import { expect, test } from "vitest";
import { VirtualCluster } from "./virtual-cluster.ts";
import type {
  DiskRecord,
  Output,
  PeerMessage,
  Reply,
} from "../../../src/systems/raft-demo/protocol.ts";
import { Raft } from "../../../src/systems/raft-demo/raft.ts";
import { recover } from "../../../src/systems/raft-demo/recovery.ts";

const TIMING = { heartbeatMs: 50, electionMinMs: 150, electionMaxMs: 300, forwardMs: 500 };
const NODES = ["n1", "n2", "n3"];
const ELECTION_MS = 225;

const nodeWith = (records: readonly DiskRecord[] = []): Raft =>
  new Raft(
    { id: "n1", nodes: NODES, bug: null, timing: TIMING, random: () => 0.5, incarnation: "1" },
    recover(records, null),
    0,
  );

const hear = (raft: Raft, from: string, message: PeerMessage): Output =>
  raft.step({ kind: "message", from, message });

const sent = (output: Output): PeerMessage[] => output.messages.map(({ message }) => message);

/** A node that leads term 1, and what it did to get there. */
function leader(): Raft {
  const raft = nodeWith();
  raft.step({ kind: "tick", nowMs: ELECTION_MS });
  hear(raft, "n2", { type: "vote", term: 1, granted: true });
  return raft;
}

const agreed = (match: number, round: number): PeerMessage => ({
  type: "append_result",
  term: 1,
  agreed: true,
  match,
  round,
});

test("asks for votes when nobody leads, and votes for itself on disk first", () => {
  const raft = nodeWith();
  expect(raft.step({ kind: "tick", nowMs: ELECTION_MS - 1 }).messages).toEqual([]);
  const output = raft.step({ kind: "tick", nowMs: ELECTION_MS });
  expect(output.records).toEqual([{ kind: "vote", term: 1, votedFor: "n1" }]);
  expect(output.messages.map(({ to }) => to)).toEqual(["n2", "n3"]);
  expect(raft.status()).toMatchObject({ role: "candidate", term: 1 });
});

test("leads once a majority has voted for it, and begins its term with an entry", () => {
  const raft = leader();
  expect(raft.status()).toMatchObject({ role: "leader", leader: "n1", last: 1, commit: 0 });
});

test("votes once in a term, and stands by it after a restart", () => {
  const ask: PeerMessage = { type: "request_vote", term: 1, lastIndex: 0, lastTerm: 0 };
  const raft = nodeWith();
  const first = hear(raft, "n2", ask);
  expect(sent(first)).toEqual([{ type: "vote", term: 1, granted: true }]);
  expect(sent(hear(raft, "n3", ask))).toEqual([{ type: "vote", term: 1, granted: false }]);
  const again = nodeWith(first.records);
  expect(sent(hear(again, "n3", ask))).toEqual([{ type: "vote", term: 1, granted: false }]);
});

test("gives no vote to a candidate whose log lacks what it has", () => {
  const raft = nodeWith([{ kind: "entry", index: 1, entry: { term: 3, command: null } }]);
  const output = hear(raft, "n2", { type: "request_vote", term: 4, lastIndex: 9, lastTerm: 2 });
  expect(sent(output)).toEqual([{ type: "vote", term: 4, granted: false }]);
});

test("answers a write when a majority has it, not before", () => {
  const raft = leader();
  const write = { type: "write", key: "k", value: 7 } as const;
  const taken = raft.step({ kind: "request", client: 1, request: write });
  expect(taken.records).toHaveLength(1);
  expect(taken.replies).toEqual([]);
  const answered = hear(raft, "n2", agreed(2, 2));
  expect(answered.replies).toEqual([
    { client: 1, reply: { type: "write_ok", leader: "n1", term: 1, index: 2 } },
  ]);
});

test("answers a read when a majority has answered a round that began after it", () => {
  const raft = leader();
  hear(raft, "n2", agreed(1, 1));
  const read = { type: "read", key: "k" } as const;
  expect(raft.step({ kind: "request", client: 1, request: read }).replies).toEqual([]);
  expect(hear(raft, "n2", agreed(1, 1)).replies).toEqual([]);
  expect(hear(raft, "n3", agreed(1, 2)).replies).toEqual([
    { client: 1, reply: { type: "read_ok", value: null } },
  ]);
});

test("a refusal of an old term's message proves nothing about the new term", () => {
  const old: PeerMessage = {
    type: "append_entries",
    term: 1,
    prevIndex: 0,
    prevTerm: 0,
    entries: [],
    commit: 0,
    round: 99,
  };
  const raft = nodeWith([{ kind: "vote", term: 2, votedFor: "n2" }]);
  expect(sent(hear(raft, "n2", old))).toMatchObject([{ term: 2, agreed: false, round: 0 }]);
});

test("a failed cas tells what it found", () => {
  const raft = leader();
  const cas = { type: "cas", key: "k", from: 1, to: 2 } as const;
  raft.step({ kind: "request", client: 1, request: cas });
  const [answer] = hear(raft, "n2", agreed(2, 2)).replies;
  expect(answer?.reply).toMatchObject({ type: "error", code: 22, seen: null });
});

test("a leader that loses its term leaves writes open and refuses reads", () => {
  const raft = leader();
  raft.step({ kind: "request", client: 1, request: { type: "write", key: "k", value: 7 } });
  raft.step({ kind: "request", client: 2, request: { type: "read", key: "k" } });
  const output = hear(raft, "n2", { type: "vote", term: 5, granted: false });
  expect(output.replies).toMatchObject([
    { client: 1, reply: { type: "error", code: 0 } },
    { client: 2, reply: { type: "error", code: 11 } },
  ]);
});

test("a leader whom no majority answers steps down", () => {
  const raft = leader();
  const stillNear = ELECTION_MS + TIMING.electionMaxMs;
  raft.step({ kind: "tick", nowMs: stillNear });
  expect(raft.status().role).toBe("leader");
  raft.step({ kind: "tick", nowMs: stillNear + 1 });
  expect(raft.status()).toMatchObject({ role: "follower", leader: null });
});

test("a follower replaces entries that contradict the leader's, and only those", () => {
  const entry = (term: number) => ({ term, command: null });
  const raft = nodeWith([
    { kind: "entry", index: 1, entry: entry(1) },
    { kind: "entry", index: 2, entry: entry(1) },
  ]);
  const append = (entries: readonly { term: number; command: null }[]): Output =>
    hear(raft, "n2", {
      type: "append_entries",
      term: 3,
      prevIndex: 1,
      prevTerm: 1,
      entries,
      commit: 0,
      round: 1,
    });
  expect(append([entry(1)]).records.filter(({ kind }) => kind === "entry")).toEqual([]);
  expect(append([entry(3)]).records).toEqual([{ kind: "entry", index: 2, entry: entry(3) }]);
});

test("a forwarded request that comes twice is carried out once", () => {
  const raft = leader();
  const request = { type: "write", key: "k", value: 1 } as const;
  const forward: PeerMessage = { type: "forward", term: 1, id: "a.1", request };
  expect(hear(raft, "n2", forward).records).toHaveLength(1);
  expect(hear(raft, "n2", forward).records).toEqual([]);
});

test("a forwarded request of another term is left alone, without an answer", () => {
  const raft = leader();
  const request = { type: "write", key: "k", value: 1 } as const;
  const output = hear(raft, "n2", { type: "forward", term: 0, id: "a.1", request });
  expect(output).toEqual({ records: [], messages: [], replies: [] });
});

test("a follower without a leader refuses; one that hears nothing of its forward leaves it open", () => {
  const raft = nodeWith();
  const request = { type: "read", key: "k" } as const;
  const refused = raft.step({ kind: "request", client: 1, request });
  expect(refused.replies).toMatchObject([{ reply: { type: "error", code: 11 } }]);
  hear(raft, "n2", {
    type: "append_entries",
    term: 1,
    prevIndex: 0,
    prevTerm: 0,
    entries: [],
    commit: 0,
    round: 1,
  });
  expect(sent(raft.step({ kind: "request", client: 2, request }))).toMatchObject([
    { type: "forward", term: 1 },
  ]);
  const late = raft.step({ kind: "tick", nowMs: TIMING.forwardMs });
  expect(late.replies).toMatchObject([{ client: 2, reply: { type: "error", code: 0 } }]);
});

test("what a follower missed while it was down reaches it, also when it is much", () => {
  const cluster = new VirtualCluster({
    seed: 1,
    nodes: 3,
    bug: null,
    timing: TIMING,
    meanLatencyMs: 1,
    loss: 0,
    duplicate: 0,
  });
  cluster.runUntil(1_000);
  const [first] = cluster.leaders();
  const away = cluster.ids.find((id) => id !== first?.id) ?? "";
  cluster.crash(away);
  const replies: Reply[] = [];
  for (let value = 0; value < 500; value++)
    cluster.request(first?.id ?? "", { type: "write", key: "k", value }, (reply) => {
      replies.push(reply);
    });
  cluster.runUntil(1_500);
  expect(replies).toHaveLength(500);
  cluster.start(away);
  cluster.runUntil(2_000);
  expect(cluster.status(away)).toMatchObject({ commit: 501, applied: 501 });
});
