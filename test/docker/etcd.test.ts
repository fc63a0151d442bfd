// The etcd system against a real cluster: its client's outcomes and its leader probe.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster, Node } from "../../src/cluster/api.ts";
import { elementAt } from "../../src/core/assert.ts";
import { type Client, clientOf } from "../../src/core/client.ts";
import { processId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { etcd } from "../../src/systems/etcd/etcd.ts";
import { describeDocker } from "./engine-available.ts";
import { N1, N2, N3, never, specOf, startSpec, uniqueRun } from "./small-cluster.ts";

describeDocker("etcd", () => {
  const system = etcd();
  let cluster: Cluster;
  beforeAll(async () => {
    const { container = null, ready } = system;
    cluster = await startSpec(specOf(uniqueRun(), { container, ready }));
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const node = (index: number): Node => elementAt(cluster.nodes, index);
  const clientFor = async (to: Node, of = system): Promise<Client> =>
    clientOf(await of.clients.register(to, processId(0), never));
  const soon = () => AbortSignal.timeout(2_000);
  const untilLeader = () =>
    waitFor(() => system.leader?.(node(1), soon()) ?? Promise.resolve(null), {
      what: "a leader",
      deadlineMs: 10_000,
    });

  it("reads null where nothing was written, and what was written through any node", async () => {
    const [first, last] = [await clientFor(node(0)), await clientFor(node(2))];
    const read = { f: "read", key: "a", value: null };
    expect(await first.invoke(read, soon())).toEqual({ type: "ok", value: null });
    expect(await first.invoke({ f: "write", key: "a", value: 1 }, soon())).toMatchObject({
      type: "ok",
    });
    expect(await last.invoke(read, soon())).toEqual({ type: "ok", value: 1 });
  });

  it("keeps numbers and strings apart, and has null for absence both ways", async () => {
    const client = await clientFor(node(0));
    const read = () => client.invoke({ f: "read", key: "b", value: null }, soon());
    for (const value of ["1", 1, "", null]) {
      await client.invoke({ f: "write", key: "b", value }, soon());
      expect(await read()).toEqual({ type: "ok", value });
    }
    await client.invoke({ f: "cas", key: "b", value: [null, "x"] }, soon());
    expect(await read()).toEqual({ type: "ok", value: "x" });
    await client.invoke({ f: "cas", key: "b", value: ["x", null] }, soon());
    expect(await read()).toEqual({ type: "ok", value: null });
  });

  it("swaps what was expected, and otherwise fails with the value it saw", async () => {
    const client = await clientFor(node(1));
    const cas = (from: unknown, to: unknown) =>
      client.invoke({ f: "cas", key: "c", value: [from, to] }, soon());
    expect(await cas(null, 5)).toEqual({ type: "ok", value: [null, 5] });
    expect(await cas(5, 6)).toEqual({ type: "ok", value: [5, 6] });
    expect(await cas(5, 7)).toMatchObject({
      type: "fail",
      error: { code: "precondition", seen: 6 },
    });
    expect(await cas(null, 7)).toMatchObject({
      type: "fail",
      error: { code: "precondition", seen: 6 },
    });
  });

  it("agrees over all nodes on who leads, and follows when the leader is killed", async () => {
    const leader = await untilLeader();
    for (const each of cluster.nodes) expect(await system.leader?.(each, soon())).toBe(leader);
    const killed = elementAt(
      cluster.nodes.filter(({ id }) => id === leader),
      0,
    );
    const other = elementAt(
      cluster.nodes.filter(({ id }) => id !== leader),
      0,
    );
    await killed.kill();
    const next = await waitFor(
      async () => {
        const found = await system.leader?.(other, soon());
        return found === leader ? null : found;
      },
      { what: "a new leader", deadlineMs: 10_000 },
    );
    expect([N1, N2, N3].filter((id) => id !== leader)).toContain(next);
    await killed.start(never);
    await waitFor(async () => ((await system.ready(killed, soon())) ? true : null), {
      what: "the old leader to serve",
      deadlineMs: 10_000,
    });
  });

  it("fails for certain against a stopped node, as no connection comes about", async () => {
    const client = await clientFor(node(0));
    await node(0).kill();
    const requests = [
      { f: "read", key: "d", value: null },
      { f: "write", key: "d", value: 1 },
      { f: "cas", key: "d", value: [null, 1] },
    ];
    for (const request of requests) {
      expect(await client.invoke(request, soon())).toMatchObject({
        type: "fail",
        error: { code: "connection" },
      });
    }
    await node(0).start(never);
    await waitFor(async () => ((await system.ready(node(0), soon())) ? true : null), {
      what: "n1 to serve",
      deadlineMs: 10_000,
    });
  });

  it("knows nothing of a write to a paused node, and that a read there observed nothing", async () => {
    const client = await clientFor(node(0));
    await node(0).pause();
    const signal = () => AbortSignal.timeout(300);
    expect(await client.invoke({ f: "write", key: "e", value: 1 }, signal())).toMatchObject({
      type: "info",
      error: { code: "timeout" },
    });
    expect(await client.invoke({ f: "read", key: "e", value: null }, signal())).toMatchObject({
      type: "fail",
      error: { code: "timeout" },
    });
    await node(0).resume();
  });

  it("reads stale values through a cut-off node when reads are serializable, none when linearizable", async () => {
    await untilLeader();
    const [majority, minority] = [await clientFor(node(1)), await clientFor(node(0))];
    const stale = await clientFor(node(0), etcd({ reads: "serializable" }));
    const read = { f: "read", key: "f", value: null };
    await majority.invoke({ f: "write", key: "f", value: "old" }, soon());
    await waitFor(async () => ((await stale.invoke(read, soon())).type === "ok" ? true : null), {
      what: "n1 to answer",
      deadlineMs: 5_000,
    });
    const around = [N2, N3].flatMap((id) => [
      { from: N1, to: id },
      { from: id, to: N1 },
    ]);
    await using _cut = await cluster.network.cut(around, "isolate n1");
    await waitFor(
      async () => {
        const written = await majority.invoke({ f: "write", key: "f", value: "new" }, soon());
        return written.type === "ok" ? true : null;
      },
      { what: "the majority to take a write", deadlineMs: 10_000 },
    );
    expect(await stale.invoke(read, soon())).toEqual({ type: "ok", value: "old" });
    expect((await minority.invoke(read, soon())).type).toBe("fail");
    expect((await minority.invoke({ f: "write", key: "f", value: "lost" }, soon())).type).toBe(
      "info",
    );
  });
});
