// What a raft-demo node's answers say of an election, and which of its log's hashes it tells.
import { expect, test } from "vitest";
import type { Reply } from "../../../src/systems/raft-demo/protocol.ts";
import { leaderClient } from "../../../src/systems/raft-demo/leader-client.ts";
import { VirtualCluster } from "./virtual-cluster.ts";
import { WEATHERS } from "./weather.ts";

const { signal } = new AbortController();
const answering = (reply: Reply) => leaderClient(() => Promise.resolve(reply));
const refusal: Reply = { type: "error", code: 11, text: "no leader is known" };

test("a look that was refused has seen nothing, whatever the reason", async () => {
  for (const code of [0, 11])
    expect(
      await answering({ ...refusal, code }).observe?.({ f: "observe", value: null }, signal),
    ).toMatchObject({ type: "fail" });
});

test("a write that was refused did not happen, one of unknown outcome may have", async () => {
  const write = { f: "write", value: 1 } as const;
  expect(await answering(refusal).write?.(write, signal)).toMatchObject({ type: "fail" });
  expect(await answering({ ...refusal, code: 0 }).write?.(write, signal)).toMatchObject({
    type: "info",
  });
  const accepted = { type: "write_ok", leader: "n2", term: 3, index: 9 } as const;
  expect(await answering(accepted).write?.(write, signal)).toEqual({
    type: "ok",
    value: { value: 1, node: "n2", term: 3, index: 9 },
  });
});

test("nodes tell the same hashes of what they have committed, and campaign when asked", () => {
  const cluster = new VirtualCluster({ seed: 4, bug: null, ...WEATHERS.stormy });
  const replies: Reply[] = [];
  const ask = (id: string, request: Parameters<VirtualCluster["request"]>[1]): void => {
    cluster.request(id, request, (reply) => replies.push(reply));
  };
  cluster.runUntil(2000);
  for (let value = 0; value < 50; value++) ask("n1", { type: "write", key: "k", value });
  cluster.runUntil(4000);
  const before = cluster.leaders()[0];
  replies.length = 0;
  for (const id of cluster.ids) ask(id, { type: "status" });
  const hashes = replies.map((reply) => (reply.type === "status_ok" ? reply.hashes : []));
  expect(hashes).toHaveLength(cluster.ids.length);
  expect(new Set(hashes.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(hashes[0]?.map(([index]) => index)).toEqual([24, 32, 40, 48, 51]);
  const other = cluster.ids.find((id) => id !== before?.id) ?? "";
  ask(other, { type: "campaign" });
  expect(replies.at(-1)).toEqual({ type: "campaign_ok", id: other, term: (before?.term ?? 0) + 1 });
  cluster.runUntil(5000);
  expect(cluster.leaders()).toMatchObject([{ id: other, term: (before?.term ?? 0) + 1 }]);
});
