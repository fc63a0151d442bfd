// Nodes of the Docker back end: killed, stopped, paused, started again, with the engine's word for it; and their logs.
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { portsInUse } from "../../src/cluster/docker/resources.ts";
import { nodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import {
  inNode,
  N1,
  never,
  serves,
  shellContainer,
  type SmallCluster,
  startSmallCluster,
} from "./small-cluster.ts";

const seen = (detail: RegExp) => ({
  seen: true,
  detail: expect.stringMatching(detail) as string,
});

describeDocker("a node", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startSmallCluster({ nodes: [N1] });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = () => elementAt(small.cluster.nodes, 0);
  const untilServes = () =>
    waitFor(async () => ((await serves(small, N1)) ? true : null), {
      what: "n1 to serve",
      deadlineMs: 10_000,
    });

  it("that is killed is gone, by the engine's word, until it is started with the data it had", async () => {
    await inNode(small.run, N1, "echo kept >/var/lib/etcd/mark");
    expect(await node().kill()).toMatchObject(seen(/^pid \d+ is gone, exit code 137$/));
    expect(node().state).toBe("stopped");
    expect(await serves(small, N1)).toBe(false);
    // Nobody listens on its port now, and still no other run may have it.
    expect(await portsInUse(await connect())).toContain(node().address("client").port);
    expect(await node().kill()).toMatchObject(seen(/already/));
    expect(await node().start(never)).toMatchObject(seen(/^started at .+ as pid \d+$/));
    expect(node().state).toBe("running");
    expect(await node().start(never)).toMatchObject(seen(/already/));
    await untilServes();
    expect((await inNode(small.run, N1, "cat /var/lib/etcd/mark")).output.trim()).toBe("kept");
  });

  it("that is terminated says with which exit code and after how long", async () => {
    expect(await node().terminate(5_000)).toMatchObject(
      seen(/^pid \d+ is gone, exit code 0, .+ after SIGTERM$/),
    );
    expect(await node().terminate(5_000)).toMatchObject(seen(/already/));
    await node().start(never);
    await untilServes();
  });

  it("that is paused answers nobody until it is resumed", async () => {
    expect(await node().pause()).toMatchObject(seen(/paused/));
    expect(node().state).toBe("paused");
    expect(await node().pause()).toMatchObject(seen(/paused/));
    expect(await serves(small, N1)).toBe(false);
    expect(await node().resume()).toMatchObject(seen(/running/));
    expect(await node().resume()).toMatchObject(seen(/not paused/));
    expect(await serves(small, N1)).toBe(true);
  });

  it("can be killed while it is paused, and is running when started again", async () => {
    await node().pause();
    expect(await node().kill()).toMatchObject(seen(/exit code 137/));
    expect(await node().pause()).toEqual({ seen: false, why: "it is stopped" });
    await node().start(never);
    await untilServes();
  });

  it("has one change at a time, in the order they were asked for", async () => {
    const changes = [node().kill(), node().start(never), node().pause(), node().resume()];
    expect(await Promise.all(changes)).toMatchObject([
      seen(/137/),
      seen(/started/),
      seen(/paused/),
      seen(/running/),
    ]);
    await untilServes();
  });

  it("is not started while somebody else listens on its port, and says so", async () => {
    await node().kill();
    const { host, port } = node().address("client");
    const squatter = createServer().listen(port, host);
    await once(squatter, "listening");
    await expect(node().start(never)).rejects.toMatchObject({ code: "port" });
    expect(node().state).toBe("stopped");
    squatter.close();
    await once(squatter, "close");
    await node().start(never);
    await untilServes();
  });

  it("writes its log on the run's clock, each line once, over all its lives", () => {
    const times = small.logs.map((line) => line.time);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    const starts = small.logs.filter((line) =>
      line.text.includes("ready to serve client requests"),
    );
    const texts = starts.map((line) => `${String(line.time)} ${line.text}`);
    expect(new Set(texts).size).toBe(texts.length);
    expect(starts.length).toBeGreaterThanOrEqual(4);
  });

  it("names its ports when asked for one that it has not", () => {
    expect(() => node().address("http")).toThrow(/no port named "http"/);
    expect(() => node().connect("c0")).toThrow(/no mailbox/);
  });
});

describeDocker("a node that ignores SIGTERM", () => {
  it("is killed when its grace is over, and the evidence says so", async () => {
    const container = shellContainer("trap '' TERM; while :; do sleep 0.1; done");
    const ready = () => Promise.resolve(true);
    const { cluster } = await startSmallCluster({ nodes: [nodeId("n1")], container, ready });
    await using _ = cluster;
    expect(await elementAt(cluster.nodes, 0).terminate(200)).toMatchObject(
      seen(/exit code 137; SIGTERM did not stop it within 200 ms/),
    );
  });
});
