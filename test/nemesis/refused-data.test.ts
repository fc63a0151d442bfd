// A node that refuses its damaged data is replaced by an empty one, and the record tells so; one that takes it is not.
import { expect, test } from "vitest";
import type { ActiveFault } from "../../src/core/fault.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { replacingRefusers } from "../../src/nemesis/refused-data.ts";
import { type FakeCluster, fakeCluster } from "./fake-cluster.ts";

/** A fault of n1 after whose healing the node is down, until somebody else starts it. */
function refusedBy(cluster: FakeCluster): ActiveFault {
  const node = cluster.node("n1");
  return {
    name: "damage",
    targets: [node.id],
    evidence: () => Promise.resolve({ seen: true, detail: "n1: damaged" }),
    healed: () =>
      Promise.resolve(
        node.state === "stopped"
          ? { seen: false, why: "n1: exit code 2" }
          : { seen: true, detail: "n1: ready" },
      ),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function damaged(): { readonly cluster: FakeCluster; readonly fault: ActiveFault } {
  const cluster = fakeCluster(3);
  const fault = replacingRefusers(refusedBy(cluster), {
    cluster,
    layout: layoutOf(cluster.nodes.map(({ id }) => id)),
    hooks: { ready: () => Promise.resolve(true) },
    targets: [cluster.node("n1")],
    leader: null,
    random: randomOf(seed(1)),
    signal: new AbortController().signal,
  });
  return { cluster, fault };
}

test("a refuser is made anew without data", async () => {
  const { cluster, fault } = damaged();
  cluster.node("n1").state = "stopped";
  expect(await fault.evidence()).toEqual({ seen: true, detail: "n1: damaged" });
  await fault[Symbol.asyncDispose]();
  expect(cluster.node("n1").state).toBe("running");
  const healed = await fault.healed();
  expect(healed).toMatchObject({
    seen: true,
    detail: expect.stringMatching(
      /^refused the damaged data: n1: exit code 2; replaced by an empty one: n1: .*; n1: ready$/,
    ) as string,
  });
});

test("one that cannot be replaced is not healed, and both reasons are told", async () => {
  const { cluster, fault } = damaged();
  const node = cluster.node("n1");
  node.state = "stopped";
  node.rebuild = () => Promise.resolve({ seen: false, why: "no room" });
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toEqual({
    seen: false,
    why: "refused the damaged data: n1: exit code 2; not replaced: n1: no room",
  });
});

test("a node that lives with its damage is left alone", async () => {
  const { cluster, fault } = damaged();
  await fault[Symbol.asyncDispose]();
  expect(await fault.healed()).toEqual({ seen: true, detail: "n1: ready" });
  expect(cluster.log).toEqual([]);
});
