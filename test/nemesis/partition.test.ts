// The fault "partition" cuts what the schedule shows, heals, and refuses shapes that cut nothing.
import { expect, test } from "vitest";
import type { Link } from "../../src/cluster/api.ts";
import { elementAt } from "../../src/core/assert.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { parsePlace } from "../../src/core/topology.ts";
import { partition, type PartitionOptions } from "../../src/nemesis/partition.ts";
import type { Grudge } from "../../src/nemesis/partition-shapes.ts";
import { timeline } from "../../src/nemesis/schedule.ts";
import { nodeIds } from "./fake-cluster.ts";
import { supervise, type Supervised } from "./supervised.ts";

const cutsOf = (run: Supervised): readonly string[] =>
  [...run.cluster.network.cuts]
    .flat()
    .map(({ from, to }: Link) => `${from}>${to}`)
    .sort();

async function cutLinks(
  grudge: Grudge,
  options: PartitionOptions = {},
  leader: string | null = null,
): Promise<readonly string[]> {
  const run = supervise([partition(grudge, options)], { leader });
  await run.inject(0);
  return cutsOf(run);
}

test("a partition cuts its links until it is healed, and both are proven", async () => {
  const run = supervise([partition("isolate-leader")], { leader: "n3" });
  expect(await run.inject(0)).toMatchObject({ name: "partition isolate-leader", targets: ["n3"] });
  expect(cutsOf(run)).toEqual(["n1>n3", "n2>n3", "n3>n1", "n3>n2"]);
  const window = await run.heal(0);
  expect(cutsOf(run)).toEqual([]);
  expect(window.evidence).toEqual({ seen: true, detail: "4 links cut" });
  expect(window.healed).toEqual({ seen: true, detail: "no rule is left" });
});

test("a partition heals while its nodes are dead", async () => {
  const run = supervise([partition("isolate-one")]);
  await run.inject(0);
  for (const node of run.cluster.nodes) node.state = "stopped";
  expect((await run.heal(0)).healed).toMatchObject({ seen: true });
});

test("a partition can be drawn around named nodes", async () => {
  const n2 = { of: { nodes: ["n2"] } };
  expect(await cutLinks("isolate-one", n2)).toEqual(["n1>n2", "n2>n1", "n2>n3", "n3>n2"]);
  expect(await cutLinks("bridge", n2)).toEqual(["n1>n3", "n3>n1"]);
});

test("one-way loses what a node sends or what it is sent, never both", async () => {
  expect(await cutLinks("one-way", { of: "leader", drops: "outgoing" }, "n1")).toEqual([
    "n1>n2",
    "n1>n3",
  ]);
  expect(await cutLinks("one-way", { of: "leader", drops: "incoming" }, "n1")).toEqual([
    "n2>n1",
    "n3>n1",
  ]);
});

test.each([
  ["halves of one node", "halves", 1],
  ["a minority of two nodes", "majority-minority", 2],
  ["a ring of two nodes", "majorities-ring", 2],
  ["a bridge of two nodes", "bridge", 2],
] as const)("%s cannot be: said when the schedule is made", (_what, grudge, nodes) => {
  expect(() => supervise([partition(grudge)], { nodes })).toThrow(/cuts nothing|has no nodes/);
});

test("options that mean nothing for a shape are refused", () => {
  expect(() => partition("halves", { of: "one" })).toThrow(/leave out "of"/);
  expect(() => partition("bridge", { drops: "incoming" })).toThrow(/leave out "drops"/);
  expect(() => partition("ring" as Grudge)).toThrow(/is no partition/);
});

const PLACES = ["east/r1", "east/r2", "west/r1", "west/r2", "north/r1"];

/** Who hears whom under a partition of five nodes with places, by the plan. */
function plannedViews(
  grudge: Grudge,
  options: PartitionOptions = {},
): Readonly<Record<string, unknown>> {
  const nodes = nodeIds(5);
  const places = new Map(
    PLACES.flatMap((text, index) => {
      const place = parsePlace(text);
      return place === null ? [] : [[elementAt(nodes, index), place] as const];
    }),
  );
  const nemesis = timeline([{ at: "1s", fault: partition(grudge, options) }]);
  const [step] = nemesis.schedule({
    layout: { nodes, places },
    durationMs: 10_000,
    random: randomOf(seed(1)),
  });
  return step?.parameters["hears"] as Readonly<Record<string, unknown>>;
}

test("a datacenter or a rack can be cut off, by name or around a node", () => {
  const east = { n1: ["n2"], n2: ["n1"], n3: ["n4", "n5"], n4: ["n3", "n5"], n5: ["n3", "n4"] };
  expect(plannedViews("isolate-datacenter", { of: { datacenter: "east" } })).toEqual(east);
  expect(plannedViews("isolate-datacenter", { of: { nodes: ["n2"] } })).toEqual(east);
  expect(plannedViews("isolate-rack", { of: { rack: "west/r2" } })).toMatchObject({
    n4: [],
    n3: ["n1", "n2", "n5"],
  });
});

test("datacenters can be cut from each other, but for one bridge node", () => {
  expect(plannedViews("datacenters-apart")).toEqual({
    n1: ["n2"],
    n2: ["n1"],
    n3: ["n4"],
    n4: ["n3"],
    n5: [],
  });
  expect(plannedViews("datacenter-bridge", { of: { nodes: ["n3"] } })).toEqual({
    n1: ["n2", "n3"],
    n2: ["n1", "n3"],
    n3: ["n1", "n2", "n4", "n5"],
    n4: ["n3"],
    n5: ["n3"],
  });
  expect(() => supervise([partition("isolate-rack")])).toThrow(/has no rack/);
});

/** Sizes of the groups that still hear each other. */
const groupSizes = (cut: readonly string[], nodes: number): readonly number[] => {
  const views = nodeIds(nodes).map((to) =>
    nodeIds(nodes)
      .filter((from) => !cut.includes(`${from}>${to}`))
      .join(),
  );
  return [...new Set(views)].map((view) => view.split(",").length).sort();
};

test("partitions that go by votes leave the leader without a quorum, with just one, or nobody with any", async () => {
  const run = supervise(
    [partition("leader-in-minority"), partition("leader-in-majority"), partition("no-quorum")],
    { nodes: 5, leader: "n4" },
  );
  const seen: unknown[] = [];
  for (const position of [0, 1, 2]) {
    await run.inject(position);
    const cut = cutsOf(run);
    const withLeader = nodeIds(5).filter((from) => !cut.includes(`${from}>n4`)).length;
    seen.push([groupSizes(cut, 5), withLeader]);
    await run.heal(position);
  }
  expect(seen).toEqual([
    [[2, 3], 2],
    [[2, 3], 3],
    [[1, 2, 2], expect.any(Number)],
  ]);
});

test("a partition can be written out: groups, who drops whom, who hears whom", async () => {
  const cut = async (grudge: Parameters<typeof partition>[0]): Promise<readonly string[]> => {
    const run = supervise([partition(grudge)]);
    await run.inject(0);
    return cutsOf(run);
  };
  expect(await cut({ groups: [["n1", "n2"], ["n3"]] })).toEqual([
    "n1>n3",
    "n2>n3",
    "n3>n1",
    "n3>n2",
  ]);
  expect(await cut({ drops: { n1: ["n2"] } })).toEqual(["n2>n1"]);
  expect(await cut({ hears: { n1: ["n2"], n2: ["n1", "n3"], n3: ["n1", "n2"] } })).toEqual([
    "n3>n1",
  ]);
  expect(() => supervise([partition({ drops: {} })])).toThrow(/cuts nothing/);
  expect(() => supervise([partition({ groups: [["n9"]] })])).toThrow(/no node/);
});
