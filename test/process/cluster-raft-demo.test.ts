// raft-demo as real processes: it serves through every node, outlives its leader, and keeps what it promised.
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cluster, Node } from "../../src/cluster/api.ts";
import { processBackend } from "../../src/cluster/process/backend.ts";
import { type Client, clientOf } from "../../src/core/client.ts";
import { type NodeId, nodeId, processId } from "../../src/core/ids.ts";
import { startRealClock, waitFor } from "../../src/core/real-clock.ts";
import { raftDemo } from "../../src/systems/raft-demo/raft-demo.ts";

const DEADLINE_MS = 10_000;
const system = raftDemo();
let cluster: Cluster;

beforeEach(async () => {
  cluster = await processBackend.start(
    {
      run: `test-${randomUUID()}`,
      system: system.name,
      nodes: ["n1", "n2", "n3"].map(nodeId),
      container: null,
      process: system.process ?? null,
      network: null,
      disks: false,
      otherImages: [],
      ready: system.ready,
      readyTimeoutMs: 20_000,
      seed: 1,
      clock: startRealClock(),
      onLog: () => undefined,
      onWarning: () => undefined,
    },
    { signal: new AbortController().signal, journal: () => undefined },
  );
});
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  expect(await cluster.leftovers()).toEqual([]);
});

const deadline = (): AbortSignal => AbortSignal.timeout(DEADLINE_MS);

const clientOn = async (node: Node, process: number): Promise<Client> =>
  clientOf(await system.clients.register(node, processId(process), deadline()));

/** The leader that the nodes other than `not` agree on, once it is another than that. */
const leaderBesides = (not: NodeId | null): Promise<Node> =>
  waitFor(
    async () => {
      for (const node of cluster.nodes) {
        if (node.id === not) continue;
        const leader = (await system.leader?.(node, deadline())) ?? null;
        const found = cluster.nodes.find(({ id }) => id === leader);
        if (found !== undefined && found.id !== not) return found;
      }
      return null;
    },
    { what: "a leader", deadlineMs: DEADLINE_MS },
  );

test("what is written through one node is read through every other", async () => {
  const [first] = cluster.nodes;
  const writer = await clientOn(first as Node, 0);
  const write = { f: "write", key: "k", value: 5 };
  expect(await writer.invoke(write, deadline())).toEqual({ type: "ok", value: 5 });
  const cas = { f: "cas", key: "k", value: [4, 6] };
  expect(await writer.invoke(cas, deadline())).toMatchObject({
    type: "fail",
    error: { code: "precondition", seen: 5 },
  });
  for (const [index, node] of cluster.nodes.entries()) {
    const reader = await clientOn(node, 10 + index);
    const read = { f: "read", key: "k", value: null };
    expect(await reader.invoke(read, deadline())).toEqual({ type: "ok", value: 5 });
  }
});

test("what was acknowledged survives the leader, and then all nodes at once", async () => {
  const old = await leaderBesides(null);
  const other = cluster.nodes.find((node) => node !== old) as Node;
  const client = await clientOn(other, 0);
  const read = { f: "read", key: "k", value: null };
  await client.invoke({ f: "write", key: "k", value: 1 }, deadline());
  await old.kill();
  await leaderBesides(old.id);
  expect(await client.invoke(read, deadline())).toEqual({ type: "ok", value: 1 });
  await Promise.all(cluster.nodes.map((node) => node.kill()));
  expect(await client.invoke(read, deadline())).toMatchObject({ type: "fail" });
  await Promise.all(cluster.nodes.map((node) => node.start(deadline())));
  await leaderBesides(null);
  const outcome = await waitFor(
    async () => {
      const answer = await client.invoke(read, deadline());
      return answer.type === "ok" ? answer : null;
    },
    { what: "a read", deadlineMs: DEADLINE_MS },
  );
  expect(outcome).toEqual({ type: "ok", value: 1 });
});
