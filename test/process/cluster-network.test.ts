// The network between real processes: cuts, one way and both, restarts under them, and latency as nodes see it.
import { afterEach, expect, test } from "vitest";
import type { LinkShape } from "../../src/cluster/api.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import {
  ask,
  type EchoCluster,
  type EchoOptions,
  heard,
  type Hello,
  startEcho,
} from "./echo-cluster.ts";

const started: EchoCluster[] = [];
const start = async (options?: EchoOptions): Promise<EchoCluster> => {
  const echo = await startEcho(options);
  started.push(echo);
  return echo;
};
afterEach(async () => {
  for (const { cluster } of started.splice(0)) await cluster[Symbol.asyncDispose]();
});

const send = ({ nodes }: EchoCluster, from: 0 | 1 | 2, to: 0 | 1 | 2, count: number) =>
  ask(nodes[from], { type: "send", to: nodes[to].id, count });

/** Waits until `to` has heard `count` messages of `from`. */
const arrived = ({ nodes }: EchoCluster, from: 0 | 1 | 2, to: 0 | 1 | 2, count: number) =>
  waitFor(
    async () => {
      const messages = await heard(nodes[to], nodes[from]);
      return messages.length >= count ? messages : null;
    },
    { what: `${String(count)} messages`, deadlineMs: 10_000 },
  );

async function sample(network: LinkShape, count: number): Promise<readonly Hello[]> {
  const echo = await start({ network });
  await send(echo, 0, 1, count);
  return arrived(echo, 0, 1, count);
}

test("a one-way cut drops what it covers, counts it, and nothing else", async () => {
  const echo = await start();
  const [n1, n2] = echo.nodes;
  const cut = await echo.cluster.network.cut([{ from: n1.id, to: n2.id }], "one way");
  expect(await cut.evidence()).toMatchObject({ seen: false });
  await send(echo, 0, 1, 5);
  await send(echo, 1, 0, 3);
  await send(echo, 0, 2, 3);
  await arrived(echo, 1, 0, 3);
  await arrived(echo, 0, 2, 3);
  expect(await heard(n2, n1)).toEqual([]);
  expect(await cut.evidence()).toEqual({ seen: true, detail: "dropped 5 messages on 1 link" });
  expect(cut.targets).toEqual(["n1", "n2"]);
  expect(await cut.healed()).toMatchObject({ seen: false });
  await cut[Symbol.asyncDispose]();
  await cut[Symbol.asyncDispose]();
  expect(await cut.healed()).toMatchObject({ seen: true });
  await send(echo, 0, 1, 1);
  expect(await arrived(echo, 0, 1, 1)).toHaveLength(1);
});

test("of two cuts that overlap, healing one leaves the other", async () => {
  const echo = await start();
  const [n1, n2] = echo.nodes;
  const link = { from: n1.id, to: n2.id };
  const first = await echo.cluster.network.cut([link], "first");
  const second = await echo.cluster.network.cut([link, { from: n2.id, to: n1.id }], "second");
  await first[Symbol.asyncDispose]();
  await send(echo, 0, 1, 2);
  await waitFor(async () => ((await second.evidence()).seen ? true : null), {
    what: "the second cut to drop",
    deadlineMs: 5_000,
  });
  expect(await heard(n2, n1)).toEqual([]);
});

test("a cut holds through a restart, and clients are never cut", async () => {
  const echo = await start();
  const [n1, n2] = echo.nodes;
  const cut = await echo.cluster.network.cut([{ from: n1.id, to: n2.id }], "cut");
  await n2.kill();
  await n2.start(new AbortController().signal);
  await send(echo, 0, 1, 4);
  await waitFor(async () => ((await cut.evidence()).seen ? true : null), {
    what: "the cut to drop",
    deadlineMs: 5_000,
  });
  expect(await heard(n2, n1)).toEqual([]);
});

test("constant latency: nothing comes earlier", async () => {
  const took = await sample({ latency: { distribution: "constant", ms: 30 } }, 50);
  expect(took).toHaveLength(50);
  // Timers of a millisecond may fire up to one early.
  for (const { tookMs } of took) expect(tookMs).toBeGreaterThanOrEqual(29);
});

test("exponential latency: messages overtake each other", async () => {
  const took = await sample({ latency: { distribution: "exponential", meanMs: 20 } }, 200);
  expect(took).toHaveLength(200);
  const numbers = took.map(({ number }) => number);
  expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
});
