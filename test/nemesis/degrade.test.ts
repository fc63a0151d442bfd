// The fault "degrade" makes the links of its targets worse until it is healed.
import { expect, test } from "vitest";
import { degrade, degradeKind } from "../../src/nemesis/degrade.ts";
import type { Quality } from "../../src/nemesis/quality.ts";
import { heldLinks, supervise } from "./supervised.ts";

test("degrade makes its links worse, is proven, and heals while its node is dead", async () => {
  const quality = { delay: "50ms", jitter: "20ms", loss: 0.1, lossBurst: 4, rate: "1.5mbit" };
  const run = supervise([degrade(quality, { of: "leader", direction: "incoming" })], {
    leader: "n2",
  });
  expect(await run.inject(0)).toMatchObject({ name: "degrade leader", targets: ["n2"] });
  expect(heldLinks(run.cluster)).toEqual(["n1>n2", "n3>n2"]);
  expect([...run.cluster.network.cuts].flat()[0]).toMatchObject({
    quality: { delayMs: 50, jitterMs: 20, loss: 0.1, lossBurst: 4, rateKbit: 1500 },
  });
  run.cluster.node("n2").state = "stopped";
  const window = await run.heal(0);
  expect(heldLinks(run.cluster)).toEqual([]);
  expect(window).toMatchObject({ evidence: { seen: true }, healed: { seen: true } });
});

test("degrade is about all links unless told otherwise", async () => {
  const run = supervise([degrade({ delay: "1ms" })]);
  await run.inject(0);
  expect(heldLinks(run.cluster)).toHaveLength(6);
});

test("degrade says in words what it does", () => {
  const words = (quality: Quality) =>
    degradeKind.describe?.(degrade(quality, { peers: "clients" }).fault.parameters, "all");
  expect(
    words({ delay: "50ms", jitter: "20ms", distribution: "normal", loss: 0.1, lossBurst: 4 }),
  ).toEqual(["50 ms ± 20 ms late (normal)", "10% lost in bursts of 4", "to and from clients"]);
  expect(
    words({ duplicate: 0.01, corrupt: 0.5, rate: "1mbit", delay: "1s", reorder: 0.25 }),
  ).toEqual([
    "1.00 s late",
    "1% duplicated",
    "25% reordered",
    "50% corrupted",
    "1000 kbit/s",
    "to and from clients",
  ]);
});

test.each([
  ["nothing at all", {}, /makes nothing worse/],
  ["a share above one", { loss: 1.5 }, /from 0 to 1|cannot be/],
  ["a reordering without a delay", { reorder: 0.1 }, /add a delay/],
  ["bursts without a loss", { delay: "1ms", lossBurst: 3 }, /need a loss/],
  ["a rate without a unit", { rate: "100" }, /is no rate/],
  ["hours of delay", { delay: "2h" }, /too long/],
  ["a jitter that is none", { jitter: "1ms", distribution: "gamma" as "normal" }, /there are/],
] as const)("%s is refused", (_what, quality, message) => {
  expect(() => degrade(quality)).toThrow(message);
});
