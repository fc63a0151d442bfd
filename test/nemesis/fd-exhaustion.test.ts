// The fault "fd-exhaustion" reaches the back end and is healed; a back end without a hand on resources says so.
import { expect, test } from "vitest";
import { fdExhaustion, fdExhaustionKind } from "../../src/nemesis/fd-exhaustion.ts";
import { nodeId, seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { fakeCluster } from "./fake-cluster.ts";
import { supervise } from "./supervised.ts";

test("a node can open nothing until it is healed", async () => {
  const run = supervise([fdExhaustion({ nodes: ["n1", "n2"] })]);
  await run.inject(0);
  expect(run.cluster.resources.strains.get("fd-exhaustion")).toEqual({
    nodes: [nodeId("n1"), nodeId("n2")],
    strain: { what: "file-descriptors" },
  });
  const window = await run.heal(0);
  expect(window.evidence).toEqual({ seen: true, detail: "fd-exhaustion was felt" });
  expect(window.healed).toEqual({ seen: true, detail: "fd-exhaustion is gone" });
});

test("a back end without a hand on resources is named", () => {
  const cluster = { ...fakeCluster(1), resources: null };
  const environment = {
    cluster,
    layout: layoutOf(cluster.nodes.map((node) => node.id)),
    hooks: { ready: () => Promise.resolve(true) },
    targets: cluster.nodes,
    leader: null,
    random: randomOf(seed(1)),
    signal: new AbortController().signal,
  };
  const { fault } = fdExhaustion("one");
  expect(() => fdExhaustionKind.inject(fault, environment)).toThrow(
    /process has no hand on resources/,
  );
});
