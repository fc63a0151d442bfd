// The fault "reset" blocks the links of its targets until it is healed.
import { expect, test } from "vitest";
import { reset, resetKind } from "../../src/nemesis/reset.ts";
import { heldLinks, supervise } from "./supervised.ts";

test("reset blocks its links, is proven, and heals while its node is dead", async () => {
  const run = supervise([reset("leader")], { leader: "n2" });
  expect(await run.inject(0)).toMatchObject({ name: "reset leader", targets: ["n2"] });
  expect(heldLinks(run.cluster)).toEqual(["n1>n2", "n2>n1", "n2>n3", "n3>n2"]);
  expect([...run.cluster.network.blocks.values()]).toEqual([{ how: "reset" }]);
  run.cluster.node("n2").state = "stopped";
  const window = await run.heal(0);
  expect(heldLinks(run.cluster)).toEqual([]);
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("reset says in words what it does", () => {
  const { parameters } = reset("leader").fault;
  expect(resetKind.describe?.(parameters, "leader")).toEqual(["to and from other nodes"]);
});
