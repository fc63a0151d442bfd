// Links to clients, and links made worse, between real processes.
import { afterEach, expect, test } from "vitest";
import { CLIENTS } from "../../src/cluster/api.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { ask, type EchoCluster, heard, startEcho } from "./echo-cluster.ts";

const started: EchoCluster[] = [];
const start = async (): Promise<EchoCluster> => {
  const echo = await startEcho();
  started.push(echo);
  return echo;
};
afterEach(async () => {
  for (const { cluster } of started.splice(0)) await cluster[Symbol.asyncDispose]();
});

test("a client's request over a cut link is never answered, and the node goes on talking to its peers", async () => {
  const { cluster, nodes } = await start();
  const [n1, n2] = nodes;
  const cut = await cluster.network.cut([{ from: CLIENTS, to: n1.id }], "requests");
  const deadline = AbortSignal.timeout(200);
  const lost = n1.connect("c1").request({ type: "echo", echo: 1 }, deadline);
  await expect(lost).rejects.toThrow();
  await ask(n2, { type: "send", to: n1.id, count: 1 });
  expect(await cut.evidence()).toMatchObject({ seen: true });
  await cut[Symbol.asyncDispose]();
  await waitFor(async () => ((await heard(n1, n2)).length === 1 ? true : null), {
    what: "n1 to hear n2",
    deadlineMs: 5_000,
  });
});

test("a node starts again while its clients are cut off", async () => {
  const { cluster, nodes } = await start();
  const [n1] = nodes;
  const links = [
    { from: CLIENTS, to: n1.id },
    { from: n1.id, to: CLIENTS },
  ] as const;
  await using _cut = await cluster.network.cut(links, "clients");
  await n1.kill();
  expect(await n1.start(new AbortController().signal)).toMatchObject({ seen: true });
});

test("a link made worse delays messages until it is healed, over a restart", async () => {
  const { cluster, nodes } = await start();
  const [n1, n2] = nodes;
  const links = [{ from: n1.id, to: n2.id, quality: { delayMs: 100 } }];
  const fault = await cluster.network.degrade(links, "slow");
  await n2.kill();
  await n2.start(new AbortController().signal);
  const next = async (count: number): Promise<number> => {
    await ask(n1, { type: "send", to: n2.id, count: 1 });
    const messages = await waitFor(
      async () => {
        const all = await heard(n2, n1);
        return all.length >= count ? all : null;
      },
      { what: `message ${String(count)}`, deadlineMs: 5_000 },
    );
    return messages.at(-1)?.tookMs ?? 0;
  };
  expect(await next(1)).toBeGreaterThanOrEqual(100);
  expect(await fault.evidence()).toEqual({
    seen: true,
    detail: "of 1 messages on 1 link: 1 delayed",
  });
  await fault[Symbol.asyncDispose]();
  expect(await next(2)).toBeLessThan(100);
});
