// False names on real containers: what a node is told of another one, that it heals, and what proves it.
import { afterAll, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import type { NameFault } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import { describeDocker } from "./engine-available.ts";
import { inNode, N1, N2, N3, never, shellContainer, type SmallCluster } from "./small-cluster.ts";
import { startSmallCluster } from "./small-cluster.ts";

const DELAY_MS = 1_000;

describeDocker("a fault of names", () => {
  let small: SmallCluster;
  beforeAll(async () => {
    const container = shellContainer("exec sleep 1000");
    small = await startSmallCluster({ container, ready: () => Promise.resolve(true) });
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(small.cluster.nodes, index);
  const addressOf = (id: typeof N1): string => small.addresses.get(id) ?? "";
  /** Tells n1 something false about n2. */
  const mislead = (fault: NameFault): Promise<ActiveFault> => {
    const { names } = small.cluster;
    if (names === null) throw new Error("the cluster has no hand on names");
    return names.mislead([N1], [N2], fault, fault.how);
  };
  /** The addresses that a node finds for a name; empty where it finds none. */
  const lookUp = async (from: typeof N1, name: string): Promise<readonly string[]> => {
    const { output } = await inNode(small.run, from, `getent ahostsv4 ${name}`);
    return [...new Set(output.split("\n").flatMap((line) => line.split(/\s+/)[0] || []))];
  };
  const lookUpMs = async (from: typeof N1, name: string): Promise<number> => {
    const script = `TIMEFORMAT=%R; time getent ahostsv4 ${name} >/dev/null`;
    return Number((await inNode(small.run, from, script)).output.trim()) * 1000;
  };
  const heal = async (fault: ActiveFault): Promise<void> => {
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
  };

  it("gives the address of another node to those who ask, over a restart, until it is healed", async () => {
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
    const fault = await mislead({ how: "wrong-address" });
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N3)]);
    expect(await lookUp(N1, "n3")).toEqual([addressOf(N3)]);
    expect(await lookUp(N3, "n2")).toEqual([addressOf(N2)]);
    expect(await fault.healed()).toMatchObject({ seen: false });
    await node(0).kill();
    await node(0).start(never);
    expect(await lookUp(N1, "N2")).toEqual([addressOf(N3)]);
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1: [2-9] of [2-9] queries were misled$/) as string,
    });
    await heal(fault);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
  });

  it("denies that there is such a name", async () => {
    const fault = await mislead({ how: "unknown" });
    expect(await lookUp(N1, "n2")).toEqual([]);
    expect((await inNode(small.run, N1, "getent hosts n2")).status).toBe(2);
    expect(await lookUp(N1, "n3")).toEqual([addressOf(N3)]);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await heal(fault);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
  });

  it("lets those who ask wait, and no others, until it is healed", async () => {
    const before = await lookUpMs(N1, "n2");
    const fault = await mislead({ how: "slow", delayMs: DELAY_MS });
    const slow = await lookUpMs(N1, "n2");
    expect(slow).toBeGreaterThan(DELAY_MS);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
    expect(await lookUpMs(N1, "n3")).toBeLessThan(slow - DELAY_MS / 2);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    // Who waits when it is healed is told at once.
    const waiting = lookUp(N1, "n2");
    await heal(fault);
    expect(await waiting).toEqual([addressOf(N2)]);
    expect(await lookUpMs(N1, "n2")).toBeLessThan(before + DELAY_MS / 2);
  });

  it("tells of a node that is gone what was true when it began", async () => {
    const fault = await mislead({ how: "stale" });
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
    expect(await fault.evidence()).toEqual({
      seen: false,
      why: expect.stringMatching(
        /^n1: \d queries were answered, and all of it was still true$/,
      ) as string,
    });
    await node(1).kill();
    expect(await lookUp(N3, "n2")).toEqual([]);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await heal(fault);
    expect(await lookUp(N1, "n2")).toEqual([]);
    await node(1).start(never);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
  });

  it("has no evidence when nobody asked, and none of other names", async () => {
    await using fault = await mislead({ how: "wrong-address" });
    await lookUp(N1, "n3");
    expect(await fault.evidence()).toEqual({
      seen: false,
      why: "n1: it asked for none of the names",
    });
  });

  it("is healed on a node that died meanwhile, and keeps what it had counted", async () => {
    const fault = await mislead({ how: "wrong-address" });
    await lookUp(N1, "n2");
    await node(0).kill();
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await heal(fault);
    expect(node(0).state).toBe("stopped");
    await node(0).start(never);
    expect(await lookUp(N1, "n2")).toEqual([addressOf(N2)]);
  });
});
