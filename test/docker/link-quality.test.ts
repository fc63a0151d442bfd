// Links made worse on real containers, by each means that this host has: what packets meet, how it heals, what proves it.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLIENTS, type Link } from "../../src/cluster/api.ts";
import { Agent } from "../../src/cluster/docker/agent.ts";
import { DockerNetwork } from "../../src/cluster/docker/docker-network.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import type { LinkMeans } from "../../src/cluster/docker/link-means.ts";
import { thisHarness } from "../../src/cluster/docker/harness-process.ts";
import { labelsOf } from "../../src/cluster/docker/labels.ts";
import { tryMeans } from "../../src/cluster/docker/means-of-host.ts";
import { netemMeans } from "../../src/cluster/docker/netem-means.ts";
import { queueMeans } from "../../src/cluster/docker/queue-means.ts";
import { elementAt } from "../../src/core/assert.ts";
import type { LinkQuality } from "../../src/core/damage.ts";
import { toMs } from "../../src/core/duration.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import type { NodeId } from "../../src/core/ids.ts";
import { stopwatch, waitFor } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import {
  inNode,
  N1,
  N2,
  N3,
  never,
  serves,
  type SmallCluster,
  startSmallCluster,
} from "./small-cluster.ts";

const PEER = readFileSync(new URL("../fixtures/packet-peer.mjs", import.meta.url), "utf8");
const PACKETS = 600;
/** A round trip takes less when no link is worse, on a machine that has other things to do, too. */
const HEALED_MS = 50;

interface Arrival {
  readonly number: number;
  readonly rttMs: number;
}

describeDocker("a link made worse", () => {
  let small: SmallCluster;
  let network: DockerNetwork;
  beforeAll(async () => {
    small = await startSmallCluster({
      container: {
        image: "faultline/raft-demo:1",
        build: "raft-demo",
        ports: { client: 2379 },
        command: () => ["sh", "-c", `cat >/peer.mjs <<'@'\n${PEER}\n@\nexec node /peer.mjs serve`],
      },
    });
    if (!(small.cluster.network instanceof DockerNetwork)) throw new Error("no Docker network");
    network = small.cluster.network;
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const ask = async (from: NodeId, command: string): Promise<unknown> => {
    const { output } = await inNode(small.run, from, `node /peer.mjs ${command}`);
    return JSON.parse(output);
  };
  const addressOf = (id: NodeId): string => small.addresses.get(id) ?? "";
  /** Packets from `from` to `to` and back, in order of their return. */
  const packets = async (from: NodeId, to: NodeId, count = PACKETS, everyMs = 2, bytes = 100) => {
    const command = ["udp", addressOf(to), count, everyMs, bytes].join(" ");
    return ((await ask(from, command)) as { readonly arrived: readonly Arrival[] }).arrived;
  };
  /** A round trip, milliseconds, as one packet in ten meets it or a shorter one: what others take more is a busy machine's. */
  const rttMs = async (from: NodeId, to: NodeId): Promise<number> =>
    quantile(0.1, await packets(from, to, 60, 8));
  const degrade = (quality: LinkQuality, link: Link = { from: N1, to: N2 }): Promise<ActiveFault> =>
    network.degrade([{ ...link, quality }], "worse");
  /** Holds a quality for as long as a measurement takes; the evidence is asked for before healing. */
  const during = async <T>(quality: LinkQuality, measure: () => Promise<T>) => {
    const fault = await degrade(quality);
    try {
      return { measured: await measure(), evidence: await fault.evidence() };
    } finally {
      await fault[Symbol.asyncDispose]();
      expect(await fault.healed()).toMatchObject({ seen: true });
    }
  };

  describe.each([netemMeans, queueMeans])("by $name", (means) => {
    let there: string | null;
    beforeAll(async () => {
      there = await attempt(means);
      if (there === null) network.shapeBy([means]);
    });
    const test = (name: string, body: () => Promise<void>): void => {
      // Chance and a busy machine's pauses may spoil a measurement, not three.
      it(name, { retry: 2 }, async (context) => {
        context.skip(there !== null, `this host has no ${means.name}: ${there ?? ""}`);
        await body();
      });
    };

    test("delays one way, and is as before once healed", async () => {
      const { measured, evidence } = await during({ delayMs: 100 }, () => rttMs(N1, N2));
      expect(Math.abs(measured - 100)).toBeLessThan(20);
      expect(evidence).toMatchObject({ seen: true });
      expect(await rttMs(N1, N2)).toBeLessThan(HEALED_MS);
    });

    test("delays no other link", async () => {
      const { measured } = await during({ delayMs: 100 }, () => rttMs(N1, N3));
      expect(measured).toBeLessThan(HEALED_MS);
    });

    test("spreads delays by its jitter", async () => {
      const quality = { delayMs: 300, jitterMs: 80, distribution: "normal" } as const;
      const { measured } = await during(quality, () => packets(N1, N2, 400));
      expect(Math.abs(quantile(0.5, measured) - 300)).toBeLessThan(60);
      const early = measured.filter(({ rttMs }) => rttMs < 220).length / measured.length;
      // A normal distribution has 15.9% below one standard deviation.
      expect(Math.abs(early - 0.159)).toBeLessThan(0.09);
    });

    test("loses its share, and counts it", async () => {
      const { measured, evidence } = await during({ loss: 0.2 }, () => packets(N1, N2));
      expect(Math.abs(measured.length / PACKETS - 0.8)).toBeLessThan(0.05);
      const lost = Number(/(\d+) lost/.exec(JSON.stringify(evidence))?.[1]);
      expect(Math.abs(lost - (PACKETS - measured.length))).toBeLessThan(10);
      expect(await packets(N1, N2, 100)).toHaveLength(100);
    });

    test("loses in bursts", async () => {
      const quality = { loss: 0.3, lossBurst: 8 };
      const { measured } = await during(quality, () => packets(N1, N2, 1500, 1));
      expect(Math.abs(measured.length / 1500 - 0.7)).toBeLessThan(0.12);
      expect(meanGap(measured)).toBeGreaterThan(4);
    });

    test("doubles its share", async () => {
      const { measured } = await during({ duplicate: 0.2 }, () => packets(N1, N2));
      const unique = new Set(measured.map(({ number }) => number));
      expect(unique.size).toBe(PACKETS);
      expect(Math.abs(measured.length / PACKETS - 1.2)).toBeLessThan(0.05);
    });

    test("lets its share overtake", async () => {
      const quality = { delayMs: 300, reorder: 0.25 };
      const { measured } = await during(quality, () => packets(N1, N2, 400));
      const early = measured.filter(({ rttMs }) => rttMs < 150).length;
      expect(Math.abs(early / 400 - 0.25)).toBeLessThan(0.1);
      expect(measured.some(({ number }, i) => number < (measured[i - 1]?.number ?? 0))).toBe(true);
    });

    test("corrupts its share so that the receiver's checksum tells", async () => {
      const before = (await ask(N2, "checksums")) as { readonly bad: number };
      const { measured } = await during({ corrupt: 0.2 }, () => packets(N1, N2));
      const after = (await ask(N2, "checksums")) as { readonly bad: number };
      expect(Math.abs(measured.length / PACKETS - 0.8)).toBeLessThan(0.05);
      expect(Math.abs(after.bad - before.bad - (PACKETS - measured.length))).toBeLessThan(10);
    });

    test("narrows to its rate", async () => {
      const stream = () => ask(N1, `stream ${addressOf(N2)} 250000`);
      const { measured } = await during({ rateKbit: 2_000 }, stream);
      // 2 Mbit, and some more for headers and what is sent again.
      expect((measured as { readonly seconds: number }).seconds).toBeGreaterThan(0.8);
      expect((measured as { readonly seconds: number }).seconds).toBeLessThan(3);
      expect(((await stream()) as { readonly seconds: number }).seconds).toBeLessThan(0.5);
    });

    test("adds up with another fault on the same link, whichever heals first", async () => {
      await using first = await degrade({ delayMs: 60 });
      await using second = await degrade({ delayMs: 100 });
      expect(Math.abs((await rttMs(N1, N2)) - 160)).toBeLessThan(32);
      await first[Symbol.asyncDispose]();
      expect(Math.abs((await rttMs(N1, N2)) - 100)).toBeLessThan(20);
      expect(await first.healed()).toMatchObject({ seen: true });
      expect(await second.evidence()).toMatchObject({ seen: true });
      await second[Symbol.asyncDispose]();
      expect(await rttMs(N1, N2)).toBeLessThan(HEALED_MS);
    });

    test("holds beside a cut, which then drops what is late", async () => {
      await using slow = await degrade({ delayMs: 50 });
      await using cut = await network.cut([{ from: N1, to: N2 }], "cut");
      expect(await packets(N1, N2, 20)).toEqual([]);
      expect(await cut.evidence()).toMatchObject({ seen: true });
      expect(await slow.evidence()).toMatchObject({ seen: true });
    });

    test("has no evidence where nothing was sent, or nothing was hit", async () => {
      await using fault = await degrade({ loss: 0.000_001 });
      expect(await fault.evidence()).toMatchObject({ seen: false });
      await packets(N1, N2, 10);
      expect(await fault.evidence()).toMatchObject({ seen: false });
    });

    test("holds over a restart, and heals while its node is dead", async () => {
      const node = elementAt(small.cluster.nodes, 1);
      await using fault = await degrade({ delayMs: 100 });
      await packets(N1, N2, 10);
      await node.kill();
      await node.start(never);
      await untilServes(N2);
      expect(Math.abs((await rttMs(N1, N2)) - 100)).toBeLessThan(20);
      expect(await fault.evidence()).toMatchObject({
        detail: expect.stringMatching(/of [7-9]\d packets/) as string,
      });
      await node.kill();
      await fault[Symbol.asyncDispose]();
      expect(await fault.healed()).toMatchObject({ seen: true });
      await node.start(never);
      await untilServes(N2);
      expect(await rttMs(N1, N2)).toBeLessThan(HEALED_MS);
    });
  });

  it.each([
    ["requests", { from: CLIENTS, to: N1 }],
    ["replies", { from: N1, to: CLIENTS }],
  ] as const)("delays the %s of clients alone", async (_what, link) => {
    network.shapeBy([queueMeans]);
    await untilServes(N1);
    await using fault = await degrade({ delayMs: 150 }, link);
    const elapsed = stopwatch();
    expect(await serves(small, N1)).toBe(true);
    expect(toMs(elapsed())).toBeGreaterThan(150);
    expect(await rttMs(N2, N1)).toBeLessThan(HEALED_MS);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
  });

  const untilServes = (id: NodeId): Promise<true> =>
    waitFor(async () => ((await serves(small, id)) ? true : null), {
      what: `${id} to serve`,
      deadlineMs: 20_000,
    });
});

/** Null where a means works on this host, else what it said. */
async function attempt(means: LinkMeans): Promise<string | null> {
  const engine = await connect();
  const harness = thisHarness();
  const run = `attempt-${means.name.toLowerCase()}-${String(harness.pid)}`;
  await using agent = await Agent.start(engine, `faultline-${run}`, labelsOf(run, harness));
  return await tryMeans(agent, means);
}

function quantile(q: number, arrived: readonly Arrival[]): number {
  const sorted = arrived.map(({ rttMs }) => rttMs).sort((a, b) => a - b);
  return elementAt(sorted, Math.floor(sorted.length * q));
}

/** How many packets are missing in a row where any are. */
function meanGap(arrived: readonly Arrival[]): number {
  const numbers = arrived.map(({ number }) => number).sort((a, b) => a - b);
  const gaps = numbers.map((n, i) => n - (numbers[i - 1] ?? -1) - 1).filter((gap) => gap > 0);
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
