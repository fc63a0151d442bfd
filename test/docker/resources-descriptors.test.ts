// Nodes out of file descriptors on real containers: that nothing more can be opened, and that it can when healed.
import { expect, it } from "vitest";
import { connect, type Socket } from "node:net";
import { elementAt } from "../../src/core/assert.ts";
import type { Node } from "../../src/cluster/api.ts";
import { describeDocker } from "./engine-available.ts";
import { N1, never, serves, shellContainer } from "./small-cluster.ts";
import { type SmallCluster, startSmallCluster } from "./small-cluster.ts";
import { resourcesOf, until } from "./strained.ts";

/** More connections than an idle etcd has numbers free below its highest open one. */
const MANY = 12;
const ANSWER_MS = 1_000;

const exhaust = ({ cluster }: SmallCluster) =>
  resourcesOf(cluster).strain([N1], { what: "file-descriptors" }, "file-descriptors");

const complaints = ({ logs }: SmallCluster): number =>
  logs.filter(({ text }) => /too many open files/i.test(text)).length;

describeDocker("file descriptor exhaustion", () => {
  it("lets a server take no more connections, over a restart, until it is healed", async () => {
    const small = await startSmallCluster({ nodes: [N1], ready: servesAfresh });
    await using cluster = small.cluster;
    const node = elementAt(cluster.nodes, 0);
    const fault = await exhaust(small);
    expect(await answers(node, MANY)).toBeLessThan(MANY);
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: its limits of open files were .* \d+ to \d+$/) as string,
    });

    await node.kill();
    await node.start(never);
    await until("the limit to be lowered again", async () => (await answers(node, MANY)) < MANY);
    expect(await fault.evidence()).toMatchObject({ seen: true });

    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await until("etcd to take them all", async () => (await answers(node, MANY)) === MANY);
  });

  it("is healed on a node that died meanwhile", async () => {
    const small = await startSmallCluster({ nodes: [N1], ready: servesAfresh });
    await using cluster = small.cluster;
    const node = elementAt(cluster.nodes, 0);
    const fault = await exhaust(small);
    await node.kill();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await node.start(never);
    await until("n1 to serve", () => serves(small, N1));
    expect(await answers(node, MANY)).toBe(MANY);
  });

  it("reaches processes of other users than root", async () => {
    const open = "{ : </etc/hostname; } && echo opens; sleep 0.1";
    const user = "setpriv --reuid 1000 --regid 1000 --clear-groups";
    const container = shellContainer(`exec ${user} bash -c 'while :; do ${open}; done'`);
    const ready = (): Promise<boolean> => Promise.resolve(true);
    const small = await startSmallCluster({ nodes: [N1], container, ready });
    await using _cluster = small.cluster;
    const fault = await exhaust(small);
    await until("it to be refused", () => Promise.resolve(complaints(small) > 0));
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    const lines = small.logs.length;
    const opens = (): boolean => small.logs.slice(lines).some(({ text }) => text === "opens");
    await until("it to open files again", () => Promise.resolve(opens()));
  });
});

/** Like the usual sign of life, on a connection that is closed at once: none is left to be taken up again. */
async function servesAfresh(node: Node): Promise<boolean> {
  return (await answers(node, 1)) === 1;
}

/** How many of so many connections at a time get an answer. */
async function answers(node: Node, connections: number): Promise<number> {
  const { host, port } = node.address("client");
  const sockets: Socket[] = [];
  const answered = Array.from({ length: connections }, () => {
    const socket = connect({ host, port });
    sockets.push(socket);
    return new Promise<boolean>((resolve) => {
      socket.on("connect", () => socket.write("GET /health HTTP/1.1\r\nHost: n1\r\n\r\n"));
      socket.on("data", (data) => resolve(data.toString().startsWith("HTTP/1.1 200")));
      socket.on("close", () => resolve(false)).on("error", () => resolve(false));
      socket.setTimeout(ANSWER_MS, () => socket.destroy());
    });
  });
  const count = (await Promise.all(answered)).filter(Boolean).length;
  for (const socket of sockets) socket.destroy();
  return count;
}
