// What a harness that was killed while disks were damaged leaves behind: nothing, once somebody cleaned up.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { dockerBackend } from "../../src/cluster/docker/backend.ts";
import { loopsOf } from "../../src/cluster/docker/disks/loop-audit.ts";
import { connect } from "../../src/cluster/docker/engine.ts";
import { prefixOf } from "../../src/cluster/docker/labels.ts";
import type { DiskDamage } from "../../src/core/damage.ts";
import { toMs } from "../../src/core/duration.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import { leftOf, uniqueRun } from "./small-cluster.ts";

const START_DEADLINE_MS = 60_000;
const GONE_WITHIN_MS = 10_000;

const DAMAGES: readonly DiskDamage[] = [
  { how: "power-loss", torn: true },
  { how: "stuck" },
  { how: "dead" },
  { how: "full" },
  { how: "slow", bytesPerSecond: 50_000 },
  { how: "bit-flip", files: "**/*", bits: 1 },
  { how: "truncate", files: "**/*", bytes: 1 },
  { how: "rollback" },
  { how: "volume-lost" },
];

/** Runs a harness until it has damaged a disk, and kills it. */
async function killedHarness(damage: DiskDamage): Promise<string> {
  const run = uniqueRun();
  const file = "test/fixtures/damage-and-hang.ts";
  const child = spawn(process.execPath, [file, run, JSON.stringify(damage)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data", { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  child.kill("SIGKILL");
  await once(child, "exit");
  return run;
}

async function expectAllGone(run: string): Promise<void> {
  const cleaning = stopwatch();
  await dockerBackend.clean(run, []);
  expect(toMs(cleaning())).toBeLessThan(GONE_WITHIN_MS);
  expect(await leftOf(run)).toEqual([]);
  expect(await loopsOf(run)).toEqual([]);
}

describeDocker("after a harness was killed", () => {
  it.each(DAMAGES)("while a disk was damaged by $how, all is gone in no time", async (damage) => {
    const run = await killedHarness(damage);
    expect(await loopsOf(run)).toHaveLength(2);
    await expectAllGone(run);
  });

  it("while a disk was stuck, and its agent was removed too, all is gone in no time", async () => {
    const run = await killedHarness({ how: "stuck" });
    const { docker } = await connect();
    await docker.getContainer(`${prefixOf(run)}-agent`).remove({ force: true });
    await expectAllGone(run);
  });
});
