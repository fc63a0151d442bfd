// Faults of membership on a real etcd: by the others' word they bite, and healed the nodes vote and have the data.
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { member } from "../../src/nemesis/member.ts";
import { describeDocker } from "./engine-available.ts";
import { type EtcdCluster, ownValue, startEtcd, system, votersBy, write } from "./etcd-members.ts";
import { injectInto } from "./injected.ts";

const ALL = ["n1", "n2", "n3", "n4", "n5"];

describeDocker("on five nodes of etcd", () => {
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await startEtcd(5);
  });
  afterAll(() => etcd.cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(etcd.cluster.nodes, index);
  const inject = (fault: Parameters<typeof injectInto>[2]) =>
    injectInto(etcd.cluster, system, fault);

  it("a removed member is out by the others' word and down, and comes back with the data", async () => {
    await write(node(0), 1);
    const fault = await inject(member.remove({ nodes: ["n2"] }));
    expect(await votersBy(node(0))).toEqual(["n1", "n3", "n4", "n5"]);
    expect(node(1).state).toBe("stopped");
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await write(node(0), 2);

    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(node(0))).toEqual(ALL);
    expect(await ownValue(node(1))).toBe(2);
  });

  it("two members leave and come back, one after the other", async () => {
    await write(node(0), 3);
    const fault = await inject(member.remove({ nodes: ["n1", "n3"] }));
    expect(await votersBy(node(4))).toEqual(["n2", "n4", "n5"]);
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(node(4))).toEqual(ALL);
    expect(await ownValue(node(0))).toBe(3);
  });

  it("a replaced member has nothing but what the others gave it", async () => {
    await write(node(0), 4);
    const fault = await inject(member.replace({ nodes: ["n5"] }));
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /^n5: n\d lists n1 n2 n3 n4; (?:pid \d+ is gone, exit code \d+|its process ended by itself); made anew .* is a new one, .*; n\d lists n1 n2 n3 n4 n5$/,
      ) as string,
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(node(0))).toEqual(ALL);
    expect(await ownValue(node(4))).toBe(4);
  });

  it("a replaced member that died is brought back", async () => {
    const fault = await inject(member.replace({ nodes: ["n4"] }));
    await node(3).kill();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(node(0))).toEqual(ALL);
  });
});

describeDocker("on three nodes of etcd", () => {
  it("a removed leader is replaced by an election, and comes back as a member", async () => {
    await using cluster = (await startEtcd(3)).cluster;
    const first = elementAt(cluster.nodes, 0);
    const leader = (await system.leader?.(first, AbortSignal.timeout(5_000))) ?? "n1";
    const others = cluster.nodes.filter(({ id }) => id !== leader);
    const other = elementAt(others, 0);
    const fault = await injectInto(cluster, system, member.remove({ nodes: [leader] }));
    expect(await votersBy(other)).toEqual(others.map(({ id }) => id));
    await write(other, 7);
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(other)).toEqual(["n1", "n2", "n3"]);
  });
});
