// A rolling restart of a real etcd: new processes one after the other, the data kept, nobody left behind.
import { expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { rollingRestart } from "../../src/nemesis/rolling-restart.ts";
import { describeDocker } from "./engine-available.ts";
import { ownValue, startEtcd, system, votersBy, write } from "./etcd-members.ts";
import { injectInto } from "./injected.ts";

describeDocker("a rolling restart of etcd", () => {
  it("goes round all nodes with their data, and starts who died since when healed", async () => {
    const { cluster } = await startEtcd(3);
    await using _ = cluster;
    await write(elementAt(cluster.nodes, 0), 1);
    const fault = await injectInto(cluster, system, rollingRestart("all", { pause: "100ms" }));
    const round =
      /^n1: pid \d+ is gone, exit code \d+, .* after SIGTERM, started at .* as pid \d+.*; n2: .*; n3: .*, serves$/;
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(round) as string,
    });
    await write(elementAt(cluster.nodes, 2), 2);
    await elementAt(cluster.nodes, 1).kill();

    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await write(elementAt(cluster.nodes, 1), 3);
    for (const node of cluster.nodes) {
      expect(node.state).toBe("running");
      expect(await votersBy(node)).toEqual(["n1", "n2", "n3"]);
    }
    expect(await ownValue(elementAt(cluster.nodes, 1))).toBe(3);
  });
});
