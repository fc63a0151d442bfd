// The fault "partition" cuts what the schedule shows, heals, and refuses shapes that cut nothing.
import { expect, test } from "vitest";
import type { Link } from "../../src/cluster/api.ts";
import { type Grudge, partition, type PartitionOptions } from "../../src/nemesis/partition.ts";
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
