// The fault "half-open" blocks the links of its targets until it is healed.
import { expect, test } from "vitest";
import { halfOpen, halfOpenKind } from "../../src/nemesis/half-open.ts";
import { heldLinks, supervise } from "./supervised.ts";

test("half-open blocks its links, is proven, and heals while its node is dead", async () => {
  const run = supervise([halfOpen("leader")], { leader: "n2" });
  expect(await run.inject(0)).toMatchObject({ name: "half-open leader", targets: ["n2"] });
  expect(heldLinks(run.cluster)).toEqual(["n2>n1", "n2>n3"]);
  expect([...run.cluster.network.blocks.values()]).toEqual([{ how: "half-open" }]);
  run.cluster.node("n2").state = "stopped";
  const window = await run.heal(0);
  expect(heldLinks(run.cluster)).toEqual([]);
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("half-open says in words what it does", () => {
  const { parameters } = halfOpen("leader").fault;
  expect(halfOpenKind.describe?.(parameters, "leader")).toEqual(["to other nodes"]);
});
