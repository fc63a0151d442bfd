// Strains on processors and disks of real containers: that they bite, hold over restarts, heal, and prove all of it.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Strain } from "../../src/core/damage.ts";
import { elementAt } from "../../src/core/assert.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import { describeDocker } from "./engine-available.ts";
import { etcdContainer, inNode, N1, N2, never, type SmallCluster } from "./small-cluster.ts";
import { startSmallCluster } from "./small-cluster.ts";
import { resourcesOf, shareOfLoop, shareOfNode, until, usedMib } from "./strained.ts";

/** A twentieth of a core, and what a busy loop must get for it to be certain that nothing limits it. */
const LIMIT = 0.05;
const FREE = 0.15;

describeDocker("a strain on processors and disks", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    const container = { ...etcdContainer, dataDir: "/var/lib/etcd" };
    small = await startSmallCluster({ nodes: [N1, N2], container });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(small.cluster.nodes, index);
  const strain = (strain: Strain): Promise<ActiveFault> =>
    resourcesOf(small.cluster).strain([N1], strain, strain.what);
  const untilFree = (): Promise<true> =>
    until("n1 to get processor time", async () => (await shareOfLoop(small, N1)) > FREE);

  it("limits a node's processor time, over a restart, until it is healed", async () => {
    await untilFree();
    const fault = await strain({ what: "cpu", cpus: LIMIT });
    expect(await shareOfLoop(small, N1)).toBeLessThan(2 * LIMIT);
    const evidence = await fault.evidence();
    expect(evidence).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: throttled [1-9]\d* times by a limit/) as string,
    });
    await node(0).kill();
    await node(0).start(never);
    expect(await shareOfLoop(small, N1)).toBeLessThan(2 * LIMIT);
    expect(timesOf(await fault.evidence())).toBeGreaterThan(timesOf(evidence));
    expect(await fault.healed()).toMatchObject({ seen: false });
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toEqual({ seen: true, detail: "n1: its limit is as it was" });
    await untilFree();
  });

  it("gives a node its own limit back although the first of two faults is healed first", async () => {
    const first = await strain({ what: "cpu", cpus: LIMIT });
    const second = await strain({ what: "cpu", cpus: LIMIT });
    await first[Symbol.asyncDispose]();
    expect(await first.healed()).toMatchObject({ seen: true });
    expect(await shareOfLoop(small, N1)).toBeLessThan(2 * LIMIT);
    await second[Symbol.asyncDispose]();
    expect(await second.healed()).toEqual({ seen: true, detail: "n1: its limit is as it was" });
    await untilFree();
  });

  it("has no evidence of a limit that the node never reached", async () => {
    await using fault = await strain({ what: "cpu", cpus: 1.9 });
    expect(await fault.evidence()).toMatchObject({ seen: false });
  });

  it("lifts the limit of a node that died meanwhile, and keeps what it had counted", async () => {
    const fault = await strain({ what: "cpu", cpus: LIMIT });
    await shareOfLoop(small, N1);
    await node(0).kill();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(node(0).state).toBe("stopped");
    await node(0).start(never);
    await untilFree();
  });

  it("runs busy loops in the node's cgroup, over a restart, until it is healed", async () => {
    const idle = await shareOfNode(small, N1);
    expect(idle).toBeLessThan(FREE);
    const fault = await strain({ what: "cpu-stress", workers: 2 });
    const isBusy = async (): Promise<boolean> => (await shareOfNode(small, N1)) > 2 * FREE;
    await until("n1 to be busy", isBusy);
    await node(0).kill();
    await node(0).start(never);
    await until("n1 to be busy again", isBusy);
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: 2 workers beside it used [\d.]+ s of/) as string,
    });
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toEqual({ seen: true, detail: "n1: its stress is gone" });
    await until("n1 to be idle", async () => (await shareOfNode(small, N1)) < FREE);
  });

  it("competes with the node's own processes for what the node may use", async () => {
    await using _limit = await strain({ what: "cpu", cpus: 0.4 });
    const alone = await shareOfLoop(small, N1);
    await using _stress = await strain({ what: "cpu-stress", workers: 7 });
    expect(await shareOfLoop(small, N1)).toBeLessThan(alone / 2);
  });

  it("writes to the node's disk until it is healed, and leaves no file", async () => {
    const names = "find /var/lib/etcd -name '.faultline*' | wc -l";
    const before = await usedMib(small, N1);
    const fault = await strain({ what: "io-stress", workers: 16 });
    // The files grow to 16 MiB each and no further; others write to this disk, too.
    await until("the disk to fill", async () => (await usedMib(small, N1)) > before + 200);
    expect((await inNode(small.run, N1, names)).output.trim()).toBe("0");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: 16 workers beside it wrote [\d.]+ MiB/) as string,
    });
    const filled = await usedMib(small, N1);
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await until("the disk to empty", async () => (await usedMib(small, N1)) < filled - 150);
  });

  it("of either kind is gone from a node that died meanwhile", async () => {
    const stress = await strain({ what: "cpu-stress", workers: 1 });
    const writes = await strain({ what: "io-stress", workers: 1 });
    await until("both to do something", async () => {
      const found = [await stress.evidence(), await writes.evidence()];
      return found.every(({ seen }) => seen);
    });
    await node(0).kill();
    for (const fault of [stress, writes]) {
      expect(await fault.evidence()).toMatchObject({ seen: true });
      await fault[Symbol.asyncDispose]();
      expect(await fault.healed()).toMatchObject({ seen: true });
    }
    await node(0).start(never);
    await until("n1 to be idle", async () => (await shareOfNode(small, N1)) < FREE);
  });

  it("of a stopped node takes hold when the node starts", async () => {
    await node(1).kill();
    const fault = await resourcesOf(small.cluster).strain(
      [N2],
      { what: "cpu-stress", workers: 1 },
      "x",
    );
    expect(await fault.evidence()).toEqual({ seen: false, why: "n2: it was down all the time" });
    await node(1).start(never);
    await until("n2 to be busy", async () => (await shareOfNode(small, N2)) > FREE);
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
  });
});

const timesOf = (evidence: object): number =>
  Number(/throttled (\d+) times/.exec(JSON.stringify(evidence))?.[1] ?? 0);
