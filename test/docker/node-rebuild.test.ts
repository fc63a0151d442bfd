// Nodes of the Docker back end made anew: with their data or without, of another image, and with the faults that hold.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Link } from "../../src/cluster/api.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { LABEL } from "../../src/cluster/docker/labels.ts";
import { elementAt } from "../../src/core/assert.ts";
import { nodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import {
  etcdContainer,
  inNode,
  leftOf,
  N1,
  N2,
  N3,
  never,
  reaches,
  serves,
  type SmallCluster,
  startSmallCluster,
} from "./small-cluster.ts";
import { withOtherTag } from "./other-tag.ts";

const DATA = "/var/lib/etcd";
const seen = (detail: RegExp) => ({ seen: true, detail: expect.stringMatching(detail) as string });

/** Kills n1 behind the harness's back. */
async function killBySomebodyElse(run: string): Promise<void> {
  const { docker } = await connect();
  const label = [`${LABEL.run}=${run}`, `${LABEL.node}=${N1}`];
  const [found] = await docker.listContainers({ filters: { label } });
  await docker.getContainer(found?.Id ?? "").kill();
}

describeDocker("a node made anew", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startSmallCluster({ container: { ...etcdContainer, dataDir: DATA } });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = () => elementAt(small.cluster.nodes, 0);
  const mark = async (): Promise<string> =>
    (await inNode(small.run, N1, `cat ${DATA}/mark 2>/dev/null`)).output.trim();
  const untilServes = () =>
    waitFor(async () => ((await serves(small, N1)) ? true : null), {
      what: "n1 to serve",
      deadlineMs: 20_000,
    });

  it("keeps its data, address and ports in another container, and its log goes on", async () => {
    const [plan, address] = [node().plan, node().address("client")];
    await inNode(small.run, N1, `echo kept >${DATA}/mark; echo gone >/tmp/mark`);
    await node().kill();
    const lines = small.logs.length;
    expect(await node().rebuild({}, never)).toMatchObject(
      seen(
        /^made anew as container \w{12} of faultline\/etcd:1, image sha256:\w+, started at .+ as pid \d+$/,
      ),
    );
    await untilServes();
    expect(await mark()).toBe("kept");
    expect((await inNode(small.run, N1, "cat /tmp/mark")).status).not.toBe(0);
    expect([node().plan, node().address("client")]).toEqual([plan, address]);
    expect(await reaches(small, N2, N1)).toBe(true);
    const again = (): boolean =>
      small.logs
        .slice(lines)
        .some(({ node: id, text }) => id === N1 && text.includes("ready to serve"));
    await waitFor(() => Promise.resolve(again() || null), { what: "its log", deadlineMs: 5_000 });
  });

  it("has nothing in its data directory when that is asked for", async () => {
    await inNode(small.run, N1, `echo lost >${DATA}/mark`);
    await node().kill();
    expect(await node().rebuild({ empty: true }, never)).toMatchObject(
      seen(/its volume \S+ is a new one/),
    );
    await untilServes();
    expect(await mark()).toBe("");
  });

  it("is told whom it joins, and stays told", async () => {
    await node().kill();
    await node().rebuild({ joins: [N1, N3] }, never);
    expect(node().plan.joining).toBe(true);
    await node().kill();
    await node().rebuild({}, never);
    expect(node().plan.joining).toBe(true);
    await untilServes();
  });

  it("is of another image until it is made of the first one again", async () => {
    await withOtherTag("faultline/etcd:1", async (other) => {
      await inNode(small.run, N1, `echo kept >${DATA}/mark`);
      await node().kill();
      expect(await node().rebuild({ image: other }, never)).toMatchObject(seen(new RegExp(other)));
      await node().kill();
      expect(await node().rebuild({}, never)).toMatchObject(seen(new RegExp(other)));
      await node().kill();
      expect(await node().rebuild({ image: null }, never)).toMatchObject(
        seen(/faultline\/etcd:1,/),
      );
      await untilServes();
      expect(await mark()).toBe("kept");
    });
  });

  it("is still cut off while a cut holds, and lets it go", async () => {
    const links: readonly Link[] = [
      { from: N1, to: N2 },
      { from: N2, to: N1 },
    ];
    const cut = await small.cluster.network.cut(links, "n1|n2");
    await node().kill();
    await node().rebuild({ empty: true }, never);
    await untilServes();
    expect(await reaches(small, N1, N2)).toBe(false);
    expect(await reaches(small, N2, N1)).toBe(false);
    expect(await reaches(small, N3, N1)).toBe(true);
    await cut[Symbol.asyncDispose]();
    expect(await cut.healed()).toMatchObject({ seen: true });
    expect(await reaches(small, N1, N2)).toBe(true);
  });

  it("is not made anew while it runs", async () => {
    expect(await node().rebuild({ empty: true }, never)).toEqual({
      seen: false,
      why: "it is running: stop it first",
    });
  });

  it("can be started again when its image was not there", async () => {
    await node().kill();
    await expect(node().rebuild({ image: "faultline/nobody:1" }, never)).rejects.toMatchObject({
      code: "image",
    });
    expect(node().state).toBe("stopped");
    expect(await node().rebuild({}, never)).toMatchObject({ seen: true });
    await untilServes();
  });

  it("may die by a fault without ending the run", async () => {
    const end = { failed: false };
    small.cluster.failure.catch(() => (end.failed = true));
    {
      using _fault = node().mayDie();
      await killBySomebodyElse(small.run);
      await waitFor(() => Promise.resolve(node().state === "stopped" || null), {
        what: "n1's death to be noticed",
        deadlineMs: 10_000,
      });
    }
    await node().rebuild({}, never);
    await untilServes();
    expect(end.failed).toBe(false);
  });
});

describeDocker("a node that was killed and made anew", () => {
  it("ends the run when it then dies by itself", async () => {
    const small = await startSmallCluster({ nodes: [N1] });
    await using cluster = small.cluster;
    const node = elementAt(cluster.nodes, 0);
    await node.kill();
    await node.rebuild({}, never);
    await killBySomebodyElse(small.run);
    await expect(cluster.failure).rejects.toMatchObject({ code: "node" });
  });
});

describeDocker("a cluster that grows", () => {
  it("has one more node with an address of its own, until it is discarded with all that was its own", async () => {
    const small = await startSmallCluster({
      nodes: [N1, N2],
      container: { ...etcdContainer, dataDir: DATA },
    });
    await using cluster = small.cluster;
    const grown = await cluster.grow();
    expect([grown.id, grown.state, cluster.nodes.length]).toEqual(["n3", "stopped", 3]);
    expect(await grown.rebuild({ joins: [N1, N2, N3] }, never)).toMatchObject({ seen: true });
    await waitFor(async () => ((await serves(small, N3)) ? true : null), {
      what: "n3 to serve",
      deadlineMs: 20_000,
    });
    expect(await reaches(small, N3, N1)).toBe(true);
    expect(await leftOf(small.run)).toContainEqual(expect.stringMatching(/^volume .*-n3$/));

    expect(await cluster.discard(grown)).toMatchObject(
      seen(/^the engine has no container \w{12}$/),
    );
    expect(await cluster.discard(grown)).toMatchObject({ seen: true });
    expect(await leftOf(small.run)).not.toContainEqual(expect.stringMatching(/-n3$/));
    expect(cluster.nodes.map(({ id }) => id)).toEqual(["n1", "n2"]);
    expect(await grown.start(never)).toMatchObject(seen(/discarded/));
    expect((await cluster.grow()).id).toBe(nodeId("n4"));
  });
});
