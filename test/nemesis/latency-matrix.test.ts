// The fault "latency-matrix" sets delays by where nodes stand.
import { expect, test } from "vitest";
import type { QualifiedLink } from "../../src/cluster/api.ts";
import {
  type Distances,
  latencyMatrix,
  latencyMatrixKind,
} from "../../src/nemesis/latency-matrix.ts";
import { heldLinks, supervise, type Supervised } from "./supervised.ts";

const topology = ["east/r1", "east/r1", "east/r2", "west"];

const held = ({ cluster }: Supervised): readonly string[] =>
  ([...cluster.network.cuts].flat() as QualifiedLink[])
    .map(({ from, to, quality }) => `${from}>${to} ${String(quality.delayMs)}`)
    .sort();

async function matrix(distances: Distances): Promise<readonly string[]> {
  const run = supervise([latencyMatrix(distances)], { nodes: 4, topology });
  await run.inject(0);
  return held(run);
}

test("latency-matrix delays every link by its level, is proven and heals", async () => {
  const run = supervise(
    [latencyMatrix({ sameRack: "0ms", sameDatacenter: "1ms", betweenDatacenters: "40ms" })],
    { nodes: 4, topology },
  );
  expect(await run.inject(0)).toMatchObject({
    name: "latency matrix",
    targets: ["n1", "n2", "n3", "n4"],
  });
  expect(held(run)).toEqual([
    "n1>n3 1",
    "n1>n4 40",
    "n2>n3 1",
    "n2>n4 40",
    "n3>n1 1",
    "n3>n2 1",
    "n3>n4 40",
    "n4>n1 40",
    "n4>n2 40",
    "n4>n3 40",
  ]);
  for (const node of run.cluster.nodes) node.state = "stopped";
  expect(await run.heal(0)).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
  expect(heldLinks(run.cluster)).toEqual([]);
});

test("latency-matrix takes pairs of datacenters one way", async () => {
  expect(await matrix({ pairs: [{ from: "east", to: "west", distance: "80ms" }] })).toEqual([
    "n1>n4 80",
    "n2>n4 80",
    "n3>n4 80",
  ]);
});

test("latency-matrix takes more than delays", async () => {
  expect(await matrix({ sameRack: { delay: "3ms", loss: 0.01 } })).toEqual(["n1>n2 3", "n2>n1 3"]);
});

test("latency-matrix says in words what it does", () => {
  const { parameters } = latencyMatrix({
    sameDatacenter: "1ms",
    pairs: [{ from: "east", to: "west", distance: { delay: "80ms", jitter: "5ms" } }],
  }).fault;
  expect(latencyMatrixKind.describe?.(parameters, "all")).toEqual([
    "in one datacenter 1.0 ms late",
    "east to west 80 ms ± 5.0 ms late",
  ]);
});

test("latency-matrix without labels or without distances is refused", () => {
  expect(() => supervise([latencyMatrix({ sameRack: "1ms" })])).toThrow(/no two nodes/);
  expect(() => latencyMatrix({ sameRack: "0ms" })).toThrow(/changes nothing/);
});
