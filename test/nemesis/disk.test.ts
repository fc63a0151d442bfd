// Faults of disks ask the back end for the damage that the scenario names, never share a node with a kill, and are
// refused where they make no sense.
import { expect, test } from "vitest";
import { disk } from "../../src/nemesis/disk.ts";
import { describeStep } from "../../src/nemesis/describe-step.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { faultKind } from "../../src/nemesis/kinds.ts";
import { supervise } from "./supervised.ts";

const N1 = { nodes: ["n1"] };

test.each<readonly [FaultPlan, object]>([
  [disk.powerLoss(N1), { how: "power-loss", torn: false }],
  [disk.powerLoss(N1, { torn: true }), { how: "power-loss", torn: true }],
  [disk.stuck(N1), { how: "stuck" }],
  [disk.dead(N1), { how: "dead" }],
  [disk.full(N1), { how: "full" }],
  [disk.slow(N1, { rate: "100kB/s" }), { how: "slow", bytesPerSecond: 100_000 }],
  [disk.bitFlip(N1, { files: "**/*.wal" }), { how: "bit-flip", files: "**/*.wal", bits: 1 }],
  [disk.truncate(N1, { bytes: 9 }), { how: "truncate", files: "**/*", bytes: 9 }],
  [disk.rollback(N1), { how: "rollback" }],
  [disk.lost(N1), { how: "volume-lost" }],
])("%j damages the disks of its targets and heals", async (plan, damage) => {
  const run = supervise([plan]);
  await run.inject(0);
  expect([...run.cluster.disks.damaged]).toEqual([{ nodes: ["n1"], damage }]);
  const window = await run.heal(0);
  expect(window).toMatchObject({
    targets: ["n1"],
    evidence: { seen: true },
    healed: { seen: true },
  });
  expect([...run.cluster.disks.damaged]).toEqual([]);
});

test("a node whose disk is damaged is left alone by a kill", async () => {
  const run = supervise([disk.full(N1), kill("all")]);
  await run.inject(0);
  expect((await run.inject(1)).targets).toEqual(["n2", "n3"]);
});

test("the plan tells in words what becomes of the disk", () => {
  const { name, fault } = disk.bitFlip("one", { files: "**/*.wal", bits: 2 });
  const step = { atMs: 1000, forMs: 2000, name, ...fault, targets: ["n2"] };
  expect(describeStep(step)).toBe("at 1.0 s for 2.0 s: bit flip one (n2; 2 bits in **/*.wal)");
});

test("rates and amounts that are none are refused", () => {
  expect(() => disk.slow("one", { rate: "fast" })).toThrow(/"fast" is no rate/);
  expect(() => disk.slow("one", { rate: "0kB/s" })).toThrow(/no rate/);
  expect(() => disk.bitFlip("one", { bits: 0 })).toThrow(/0 bits/);
  expect(() => disk.truncate("one", { bytes: 1.5 })).toThrow(/1.5 bytes/);
});

test("every kind needs a data directory, which is the disk", () => {
  expect(faultKind("disk-full").needs).toEqual(["dataDir"]);
});
