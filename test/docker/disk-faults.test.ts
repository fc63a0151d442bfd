// Faults of disks on real containers: that each bites, as seen from inside the node, heals, and heals when the node died
// meanwhile; and that nothing of a disk is left behind.
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import type { DiskDamage } from "../../src/core/damage.ts";
import { toSeconds } from "../../src/core/duration.ts";
import { stopwatch, waitFor } from "../../src/core/real-clock.ts";
import { loopsOf } from "../../src/cluster/docker/disks/loop-audit.ts";
import { describeDocker } from "./engine-available.ts";
import {
  answersPing,
  countKeys,
  DATA,
  disksOf,
  redis,
  setKeys,
  startRedis,
} from "./redis-cluster.ts";
import { inNode, leftOf, N1, never, type SmallCluster } from "./small-cluster.ts";

const KEYS = 50;
/** At that rate its answer comes within the 2 s that the client waits. */
const SLOW_VALUE_BYTES = 60_000;
const SLOW_RATE = 50_000;

describeDocker("a fault of a disk", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    small = await startRedis("always", { nodes: [N1] });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = () => elementAt(small.cluster.nodes, 0);
  const inside = (script: string) => inNode(small.run, N1, script);
  const damage = (how: DiskDamage) => disksOf(small.cluster).damage([N1], how, how.how, 7);
  const set = (key: string) => redis(node(), ["SET", key, "v"]);
  const untilServes = () =>
    waitFor(async () => (await answersPing(node())) || null, {
      what: "Redis to serve",
      deadlineMs: 10_000,
    });
  const untilDown = () =>
    waitFor(() => Promise.resolve(node().state === "stopped" || null), {
      what: "the node to be down",
      deadlineMs: 20_000,
    });

  it("acts on a disk that belongs to whom the image says", async () => {
    const { output } = await inside(`stat -c '%U %a' ${DATA}; stat -f -c %T ${DATA}; ls ${DATA}`);
    expect(output.split(/\s+/)).toEqual(expect.arrayContaining(["redis", "750", "ext2/ext3"]));
    expect(output).not.toContain("lost+found");
  });

  it("stuck lets writes hang, which go on when it is healed", async () => {
    const fault = await damage({ how: "stuck" });
    const writing = set("stuck");
    const touching = `touch ${DATA}/x >/dev/null 2>&1 </dev/null & sleep 0.3; grep State /proc/$!/status`;
    expect((await inside(touching)).output).toContain("disk sleep");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(
        /hangs since then, and [1-9]\d* of the node's threads/,
      ) as string,
    });
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await writing).toBe("+OK");
  });

  it("stuck heals when the node was killed meanwhile, which dies only then", async () => {
    const fault = await damage({ how: "stuck" });
    const writing = set("killed").catch(() => "lost");
    await waitFor(async () => ((await fault.evidence()).seen ? true : null), {
      what: "the node to hang",
      deadlineMs: 5_000,
    });
    const killing = node()
      .kill()
      .catch(() => null);
    await writing;
    await fault[Symbol.asyncDispose]();
    await killing;
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(node().state).toBe("running");
    expect(await set("after")).toBe("+OK");
  });

  it("dead fails everything with EIO, of which Redis dies, and heals with what was synced", async () => {
    await redis(node(), ["FLUSHALL"]);
    await setKeys(node(), KEYS);
    const fault = await damage({ how: "dead" });
    expect((await inside(`cat ${DATA}/appendonlydir/*`)).output).toContain("Input/output error");
    await set("dead").catch(() => "lost");
    await untilDown();
    expect(await fault.evidence()).toEqual({
      seen: true,
      detail: "n1: a write failed with EIO; the node died, exit code 1",
    });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await countKeys(node())).toBe(KEYS);
  });

  it("full lets nobody write what needs room, and heals", async () => {
    const fault = await damage({ how: "full" });
    const { output } = await inside(`dd if=/dev/zero of=${DATA}/x bs=4096 count=1; rm ${DATA}/x`);
    expect(output).toContain("No space left on device");
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringContaining("n1: 0 bytes free, a write failed with ENOSPC") as string,
    });
    await node().kill();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(node().state).toBe("running");
    expect(
      (await inside(`dd if=/dev/zero of=${DATA}/x bs=4096 count=9; rm ${DATA}/x`)).status,
    ).toBe(0);
  });

  it("slow makes what Redis syncs take its time, also after a restart, and heals while it is down", async () => {
    const seconds = async (): Promise<number> => {
      const took = stopwatch();
      await redis(node(), ["SET", "large", "v".repeat(SLOW_VALUE_BYTES)]);
      return toSeconds(took());
    };
    const atRate = SLOW_VALUE_BYTES / SLOW_RATE;
    const fault = await damage({ how: "slow", bytesPerSecond: SLOW_RATE });
    expect(await seconds()).toBeGreaterThan(0.8 * atRate);
    await node().kill();
    await node().start(never);
    await untilServes();
    expect(await seconds()).toBeGreaterThan(0.8 * atRate);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await node().kill();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    await untilServes();
    expect(await seconds()).toBeLessThan(0.8 * atRate);
  });

  it("that loses the volume leaves an empty directory of the same owner", async () => {
    await setKeys(node(), KEYS);
    const fault = await damage({ how: "volume-lost" });
    expect(node().state).toBe("stopped");
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await countKeys(node())).toBe(0);
    expect((await inside(`stat -c '%U %a' ${DATA}`)).output).toContain("redis 750");
  });

  it("leaves no loop device, mount or volume with the cluster, not even while it holds", async () => {
    const { cluster, run } = await startRedis("always", { nodes: [N1] });
    await disksOf(cluster).damage([N1], { how: "stuck" }, "stuck", 7);
    expect(await loopsOf(run)).toHaveLength(1);
    await cluster[Symbol.asyncDispose]();
    expect(await cluster.leftovers()).toEqual([]);
    expect(await leftOf(run)).toEqual([]);
    expect(await loopsOf(run)).toEqual([]);
  });
});
