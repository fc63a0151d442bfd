// An etcd cluster that grows by a member and shrinks again, also when the new one died meanwhile.
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { member } from "../../src/nemesis/member.ts";
import { describeDocker } from "./engine-available.ts";
import { type EtcdCluster, ownValue, startEtcd, system, votersBy, write } from "./etcd-members.ts";
import { injectInto } from "./injected.ts";
import { leftOf } from "./small-cluster.ts";

describeDocker("on three nodes of etcd", () => {
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await startEtcd(3);
  });
  afterAll(async () => {
    await etcd.cluster[Symbol.asyncDispose]();
    expect(await leftOf(etcd.run)).toEqual([]);
  });

  const node = (index: number) => elementAt(etcd.cluster.nodes, index);

  it("a member more votes and has the data, and leaves nothing behind", async () => {
    await write(node(0), 1);
    const fault = await injectInto(etcd.cluster, system, member.add());
    expect(fault.targets).toEqual(["n4"]);
    expect(await votersBy(node(0))).toEqual(["n1", "n2", "n3", "n4"]);
    expect(await ownValue(node(3))).toBe(1);
    expect(await fault.evidence()).toMatchObject({ seen: true });

    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /^n\d lists n1 n2 n3; the engine has no container \w+$/,
      ) as string,
    });
    expect(await votersBy(node(0))).toEqual(["n1", "n2", "n3"]);
    expect(await leftOf(etcd.run)).not.toContainEqual(expect.stringMatching(/-n4$/));
    await write(node(0), 2);
  });

  it("a member more that died leaves as well", async () => {
    const fault = await injectInto(etcd.cluster, system, member.add());
    expect(fault.targets).toEqual(["n5"]);
    await node(3).kill();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await votersBy(node(0))).toEqual(["n1", "n2", "n3"]);
    await write(node(0), 3);
  });
});
