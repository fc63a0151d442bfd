// What an etcd node's Raft status says of the election, and what its refusals are.
import { afterEach, expect, test, vi } from "vitest";
import type { Node } from "../../../src/cluster/api.ts";
import { nodeId } from "../../../src/core/ids.ts";
import { leaderClient } from "../../../src/systems/etcd/leader-client.ts";

const URL = "http://127.0.0.1:2379";
const node = { id: nodeId("n1"), address: () => ({ url: URL }) } as unknown as Node;
const { signal } = new AbortController();
const status = {
  ...{ id: "aa", term: 4, vote: "ff10", commit: 90, lead: "ff10", applied: 88 },
  raftState: "StateFollower",
};
const members = [
  { ID: "170", name: "n1" },
  { ID: "65296", name: "n2" },
];

const serve = (answers: Readonly<Record<string, unknown>>): void => {
  vi.stubGlobal("fetch", (url: string) =>
    Promise.resolve(new Response(JSON.stringify(answers[url.slice(URL.length)]))),
  );
};
const observe = () => leaderClient(node).observe?.({ f: "observe", value: null }, signal);
const header = { revision: "7", raft_term: "5" };

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a view names members by their nodes, and may not be on disk", async () => {
  serve({
    "/debug/vars": { "raft.status": status },
    "/v3/cluster/member/list": { header, members },
  });
  expect(await observe()).toEqual({
    type: "ok",
    value: {
      ...{ node: "n1", term: 4, leader: "n2", role: "follower", votedFor: "n2" },
      ...{ commitIndex: 90, appliedIndex: 88, volatile: true },
    },
  });
});

test("without a leader there is none, and nobody needs to be named", async () => {
  const alone = { ...status, lead: "0", vote: "0", raftState: "StatePreCandidate" };
  serve({ "/debug/vars": { "raft.status": alone } });
  expect(await observe()).toMatchObject({
    value: { leader: null, votedFor: null, role: "precandidate" },
  });
});

test.each([
  ["a member of no name", { "/debug/vars": { "raft.status": status } }],
  ["no status", { "/debug/vars": {} }],
])("a view with %s is none", async (_, answers) => {
  serve({ "/v3/cluster/member/list": { header, members: members.slice(0, 1) }, ...answers });
  expect(await observe()).toMatchObject({ type: "fail" });
});

test("a node that does not answer has shown nothing", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  expect(await observe()).toMatchObject({ type: "fail" });
});

test("a write tells its term, and is unknown where the answer is missing", async () => {
  serve({ "/v3/kv/put": { header } });
  const write = () => leaderClient(node).write?.({ f: "write", value: 3 }, signal);
  expect(await write()).toEqual({ type: "ok", value: { value: 3, term: 5 } });
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
  expect(await write()).toMatchObject({ type: "info" });
});
