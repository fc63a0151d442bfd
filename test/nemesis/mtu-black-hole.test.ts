// The fault "mtu-black-hole" blocks the links of its targets until it is healed.
import { expect, test } from "vitest";
import { mtuBlackHole, mtuBlackHoleKind } from "../../src/nemesis/mtu-black-hole.ts";
import { heldLinks, supervise } from "./supervised.ts";

test("mtu-black-hole blocks its links, is proven, and heals while its node is dead", async () => {
  const run = supervise([mtuBlackHole("leader", { bytes: 900, peers: "clients" })], {
    leader: "n2",
  });
  expect(await run.inject(0)).toMatchObject({ name: "mtu-black-hole leader", targets: ["n2"] });
  expect(heldLinks(run.cluster)).toEqual(["clients>n2", "n2>clients"]);
  expect([...run.cluster.network.blocks.values()]).toEqual([{ how: "mtu", bytes: 900 }]);
  run.cluster.node("n2").state = "stopped";
  const window = await run.heal(0);
  expect(heldLinks(run.cluster)).toEqual([]);
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("mtu-black-hole says in words what it does", () => {
  const { parameters } = mtuBlackHole("leader", { bytes: 900, peers: "clients" }).fault;
  expect(mtuBlackHoleKind.describe?.(parameters, "leader")).toEqual([
    "to and from clients",
    "packets larger than 900 bytes lost",
  ]);
});

test.each([0, 67, 1200.5, 70_000])("an MTU of %d bytes is refused", (bytes) => {
  expect(() => mtuBlackHole("one", { bytes })).toThrow(/cannot be/);
});
