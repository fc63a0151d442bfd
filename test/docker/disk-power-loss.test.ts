// Power loss on real disks: what was synced stays, what was not is gone, and the node comes back.
import { expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { describeDocker } from "./engine-available.ts";
import { countKeys, disksOf, setKeys, startRedis } from "./redis-cluster.ts";
import { N1 } from "./small-cluster.ts";

const KEYS = 200;
const HOW = { how: "power-loss", torn: false } as const;

describeDocker("power loss", () => {
  it("takes what Redis acknowledged without a sync, and says how much", async () => {
    const { cluster } = await startRedis("no", { nodes: [N1] });
    await using _ = cluster;
    const node = elementAt(cluster.nodes, 0);
    await setKeys(node, KEYS);
    const fault = await disksOf(cluster).damage([N1], HOW, "power loss", 1);
    expect(node.state).toBe("stopped");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /killed; 1 files are not as it had left them, [\d.]+ kB shorter/,
      ) as string,
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await countKeys(node)).toBe(0);
  });

  it("takes nothing of what Redis synced before it acknowledged", async () => {
    const { cluster } = await startRedis("always", { nodes: [N1] });
    await using _ = cluster;
    const node = elementAt(cluster.nodes, 0);
    await setKeys(node, KEYS);
    {
      await using fault = await disksOf(cluster).damage([N1], HOW, "power loss", 1);
      expect(await fault.evidence()).toMatchObject({ seen: true });
    }
    expect(await countKeys(node)).toBe(KEYS);
  });
});
