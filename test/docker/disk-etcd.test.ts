// Faults of disks on a real etcd: power loss takes nothing that it acknowledged, and a node that refuses its damaged
// data is replaced by an empty member.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster, Node } from "../../src/cluster/api.ts";
import { elementAt } from "../../src/core/assert.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { disk } from "../../src/nemesis/disk.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import { encode, post } from "../../src/systems/etcd/gateway.ts";
import { describeDocker } from "./engine-available.ts";
import { ownValue, system, votersBy, write } from "./etcd-members.ts";
import { injectInto } from "./injected.ts";
import { N1, N2, N3, specOf, startSpec, uniqueRun } from "./small-cluster.ts";

const KEYS = 100;
const ANSWER_MS = 5_000;
const RECOVERY_MS = 20_000;

const call = (node: Node, path: string, body: unknown) =>
  post(node.address("client").url, path, body, AbortSignal.timeout(ANSWER_MS));

/** Puts keys one after the other; resolves when all were acknowledged. */
async function putKeys(node: Node): Promise<void> {
  for (let i = 0; i < KEYS; i++) {
    const body = { key: encode(`key-${String(i)}`), value: encode("v") };
    const { status } = await call(node, "/v3/kv/put", body);
    expect(status).toBe(200);
  }
}

const countKeys = (node: Node): Promise<number> =>
  waitFor(
    async () => {
      const range = { key: encode("key-"), range_end: encode("key."), count_only: true };
      const { status, body } = await call(node, "/v3/kv/range", range);
      return status === 200 ? Number((body as { readonly count?: string }).count ?? 0) : null;
    },
    { what: "etcd to answer a linearizable read", deadlineMs: RECOVERY_MS },
  );

describeDocker("on three nodes of etcd", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    const { container = null, ready } = system;
    const spec = specOf(uniqueRun(), { nodes: [N1, N2, N3], container, ready, disks: true });
    cluster = await startSpec(spec);
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(cluster.nodes, index);

  async function injectAndHeal(plan: FaultPlan): Promise<ActiveFault> {
    const fault = await injectInto(cluster, system, plan);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    return fault;
  }

  it.each([false, true])(
    "power loss of all at once, torn: %s, takes no acknowledged put",
    async (torn) => {
      await putKeys(node(0));
      await injectAndHeal(disk.powerLoss("all", { torn }));
      expect(await countKeys(node(1))).toBe(KEYS);
    },
  );

  it("a slow disk is as slow as asked, and etcd lives on", async () => {
    const fault = await injectInto(
      cluster,
      system,
      disk.slow({ nodes: ["n2"] }, { rate: "50kB/s" }),
    );
    await write(node(0), 1);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({
      seen: true,
      detail: expect.stringContaining("no limit is left") as string,
    });
  });

  it.each<readonly [string, FaultPlan, RegExp]>([
    [
      "its disk rolled back",
      disk.rollback({ nodes: ["n3"] }),
      /^n3: [1-9]\d* files are as they were/,
    ],
    [
      "bits flipped in its log",
      disk.bitFlip({ nodes: ["n3"] }, { files: "**/*.wal", bits: 3 }),
      /^n3: data\/member\/wal\/\S+\.wal at \d+: 0x[0-9a-f]{2} became 0x[0-9a-f]{2}, /,
    ],
    [
      "a log cut short",
      disk.truncate({ nodes: ["n3"] }, { files: "**/*.wal", bytes: 6_000 }),
      /^n3: data\/member\/wal\/\S+\.wal was cut from \d+ bytes.* to \d+$/,
    ],
    ["its disk lost", disk.lost({ nodes: ["n3"] }), /^n3: [1-9]\d* files with \S+ [kM]B are gone$/],
  ])("a node with %s is back in the end, and the record says how", async (_, plan, proof) => {
    await write(node(0), 2);
    const fault = await injectInto(cluster, system, plan);
    expect(node(2).state).toBe("stopped");
    const evidence = await fault.evidence();
    expect(evidence.seen ? evidence.detail : evidence.why).toMatch(proof);
    await write(node(0), 3);
    await fault[Symbol.asyncDispose]();
    const healed = await fault.healed();
    expect(healed).toMatchObject({ seen: true });
    expect(await votersBy(node(0))).toEqual(["n1", "n2", "n3"]);
    expect(await ownValue(node(2))).toBe(3);
  });
});
