// The fault "cut-clients" blocks the links of its targets until it is healed.
import { expect, test } from "vitest";
import { cutClients, cutClientsKind } from "../../src/nemesis/cut-clients.ts";
import { heldLinks, supervise } from "./supervised.ts";

test("cut-clients blocks its links, is proven, and heals while its node is dead", async () => {
  const run = supervise([cutClients("leader", { drops: "replies" })], { leader: "n2" });
  expect(await run.inject(0)).toMatchObject({ name: "cut-clients leader", targets: ["n2"] });
  expect(heldLinks(run.cluster)).toEqual(["n2>clients"]);
  expect([...run.cluster.network.blocks.values()]).toEqual([{ how: "drop" }]);
  run.cluster.node("n2").state = "stopped";
  const window = await run.heal(0);
  expect(heldLinks(run.cluster)).toEqual([]);
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("cut-clients says in words what it does", () => {
  const { parameters } = cutClients("leader", { drops: "replies" }).fault;
  expect(cutClientsKind.describe?.(parameters, "leader")).toEqual(["to clients"]);
});

test("what clients cannot lose is refused", () => {
  expect(() => cutClients("one", { drops: "answers" as "replies" })).toThrow(/cannot lose/);
});
