// Rolling upgrades and downgrades of a real etcd: the engine's word on the images, the data kept, nobody left behind.
import { expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { LABEL } from "../../src/cluster/docker/labels.ts";
import { upgrade } from "../../src/nemesis/upgrade.ts";
import { describeDocker } from "./engine-available.ts";
import { ownValue, startEtcd, system, votersBy, write } from "./etcd-members.ts";
import { injectInto } from "./injected.ts";
import { withOtherTag } from "./other-tag.ts";

const FIRST = "faultline/etcd:1";

/** The images that the run's nodes are of, by node. */
async function imagesOf(run: string): Promise<Readonly<Record<string, string>>> {
  const { docker } = await connect();
  const filters = { label: [`${LABEL.run}=${run}`, LABEL.node] };
  const found = await docker.listContainers({ filters });
  return Object.fromEntries(found.map(({ Labels, Image }) => [Labels[LABEL.node] ?? "", Image]));
}

describeDocker("an upgrade of etcd", () => {
  it("rolls through its nodes and back, with the data kept, and also when a node died meanwhile", async () => {
    await withOtherTag(FIRST, async (other) => {
      const { run, cluster } = await startEtcd(3, [other]);
      await using _ = cluster;
      expect(Object.keys(cluster.images)).toContain(other);
      await write(elementAt(cluster.nodes, 0), 1);
      const plan = upgrade({ nodes: ["n1", "n2"] }, { image: other });
      const fault = await injectInto(cluster, system, plan);
      expect(await imagesOf(run)).toEqual({ n1: other, n2: other, n3: FIRST });
      expect(await fault.evidence()).toMatchObject({
        seen: true,
        detail: expect.stringContaining(`of ${other}, image sha256:`) as string,
      });
      await write(elementAt(cluster.nodes, 2), 2);
      await elementAt(cluster.nodes, 1).kill();

      await fault[Symbol.asyncDispose]();
      await fault[Symbol.asyncDispose]();
      expect(await fault.healed()).toMatchObject({ seen: true });
      expect(await imagesOf(run)).toEqual({ n1: FIRST, n2: FIRST, n3: FIRST });
      for (const node of cluster.nodes) {
        expect(await votersBy(node)).toEqual(["n1", "n2", "n3"]);
        expect(await ownValue(node)).toBe(2);
      }
    });
  });
});
