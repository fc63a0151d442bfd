// Nodes out of memory on real containers: that the kernel kills, who is killed, and that the node comes back.
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { describeDocker } from "./engine-available.ts";
import { inNode, N1, N2, serves, shellContainer } from "./small-cluster.ts";
import { type SmallCluster, startSmallCluster } from "./small-cluster.ts";
import { resourcesOf, until } from "./strained.ts";

describeDocker("memory exhaustion", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startSmallCluster({ nodes: [N1, N2] });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  it("has the kernel kill a node, which stays down and comes back when healed", async () => {
    const node = elementAt(small.cluster.nodes, 0);
    const fault = await resourcesOf(small.cluster).strain([N1], { what: "memory" }, "memory");
    expect(node.state).toBe("stopped");
    expect(await serves(small, N1)).toBe(false);
    expect(await serves(small, N2)).toBe(true);
    expect(await fault.evidence()).toEqual({
      seen: true,
      detail: "n1: the engine says that it was killed out of memory, exit code 137",
    });
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await until("n1 to serve", () => serves(small, N1));
    const { status } = await inNode(small.run, N1, "head -c 60M /dev/zero | tail -c 50M | wc -c");
    expect(status).toBe(0);
  });

  it("is no failure of the run", async () => {
    const fault = await resourcesOf(small.cluster).strain([N2], { what: "memory" }, "memory");
    const failure = small.cluster.failure.then(
      () => "resolved",
      () => "rejected",
    );
    expect(await Promise.race([failure, serves(small, N1)])).toBe(true);
    await fault[Symbol.asyncDispose]();
    await until("n2 to serve", () => serves(small, N2));
  });
});

describeDocker("memory exhaustion of a container with several processes", () => {
  it("says that a child was killed where its first process lives on, and gives the memory back", async () => {
    // tail keeps what it reads, and nobody takes it from it.
    const container = shellContainer(
      "head -c 60M /dev/zero | tail -c 50M | sleep 1000; sleep 1000",
    );
    const ready = (): Promise<boolean> => Promise.resolve(true);
    const small = await startSmallCluster({ nodes: [N1], container, ready });
    await using cluster = small.cluster;
    const resident = "grep -h -A5 '^Name:.*tail' /proc/[0-9]*/status >/dev/null";
    await until("tail to run", async () => (await inNode(small.run, N1, resident)).status === 0);
    const fault = await resourcesOf(cluster).strain([N1], { what: "memory" }, "memory");
    expect(elementAt(cluster.nodes, 0).state).toBe("running");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: the kernel killed tail \(pid \d+\); its first/) as string,
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    const score = await inNode(small.run, N1, "cat /proc/1/oom_score_adj");
    expect(score.output.trim()).toBe("0");
    const { status } = await inNode(small.run, N1, "head -c 60M /dev/zero | tail -c 50M | wc -c");
    expect(status).toBe(0);
  });
});
