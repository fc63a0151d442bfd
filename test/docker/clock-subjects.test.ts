// Clock faults on etcd, Redis, PostgreSQL, a Java virtual machine and Node at once: each sees them by its own word, none
// crashes under load, and monotonic clocks are undisturbed.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Clocks } from "../../src/cluster/api.ts";
import type { ClockSkew } from "../../src/core/damage.ts";
import { sleepMs, stopwatch } from "../../src/core/real-clock.ts";
import { changeClocks } from "./clock-changes.ts";
import { startSubjects, type Subjects } from "./clock-subjects.ts";
import { describeDocker } from "./engine-available.ts";

const TOLERANCE_MS = 100;
/** Longer than a busy host keeps a thread waiting, far shorter than the jumps. */
const LONGEST_STALL_MS = 5_000;

describeDocker("a skew of five kinds of subjects at once", () => {
  let subjects: Subjects;
  let clocks: Clocks;
  beforeAll(async () => {
    subjects = await startSubjects();
    if (subjects.cluster.clocks === null) throw new Error("no clocks");
    ({ clocks } = subjects.cluster);
  });
  afterAll(() => subjects[Symbol.asyncDispose]());

  const skewAll = (skew: ClockSkew) =>
    clocks.skew(
      subjects.all.map(({ node }) => node.id),
      skew,
      "skew",
    );
  /** The subjects whose offset is not what `expected` says at the time it is measured. */
  const wrong = async (expected: () => number, etcdMoreMs = 0): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const { name, offset } of subjects.all) {
      const measured = await offset();
      const wanted = expected();
      const allowed = name === "etcd" ? TOLERANCE_MS + etcdMoreMs : TOLERANCE_MS;
      if (Math.abs(measured - wanted) > allowed)
        found.push(`${name} is ${measured.toFixed(1)} ms off, not ${wanted.toFixed(1)}`);
    }
    return found;
  };

  it.each([
    ["a jump ahead", { offsetMs: 90_000 }],
    ["a jump behind", { offsetMs: -2_500 }],
    ["a reset", { offsetMs: 0 }],
  ])("shows %s to all of them, and heals", async (_, skew) => {
    const fault = await skewAll(skew);
    expect(await wrong(() => skew.offsetMs)).toEqual([]);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toMatchObject({ seen: true });
    expect(await wrong(() => 0)).toEqual([]);
  });

  it("shows a drift to all of them, and heals", async () => {
    const elapsed = stopwatch();
    const fault = await skewAll({ offsetMs: 0, driftPpm: 100_000 });
    await sleepMs(2_000);
    // etcd tells whole seconds only: it takes one and a half of them to tell its clock, which drifts meanwhile.
    expect(await wrong(() => elapsed() / 1e7, 150)).toEqual([]);
    await fault[Symbol.asyncDispose]();
    expect(await wrong(() => 0)).toEqual([]);
  });

  it("shows a strobe to all of them, and heals", async () => {
    const fault = await skewAll({ offsetMs: 3_600_000, strobePeriodMs: 100 });
    for (const { name, offset } of subjects.all) {
      // etcd tells whole seconds only: half an hour is enough to tell the two apart.
      const seen = new Set<boolean>();
      for (let tries = 0; tries < 200 && seen.size < 2; tries++)
        seen.add((await offset()) > 1_800_000);
      expect([...seen], name).toHaveLength(2);
    }
    await fault[Symbol.asyncDispose]();
    expect(await wrong(() => 0)).toEqual([]);
  });

  it("survives random changes under load, with monotonic clocks that notice nothing", async () => {
    const { watches, exertions, tookMs } = await changeClocks(subjects, clocks, 100);
    expect(tookMs).toHaveLength(100);
    expect(exertions).toBeGreaterThan(100);
    expect(watches.map(({ name }) => name)).toEqual(["jvm", "node"]);
    for (const { name, backwards, longestStepMs, reads, elapsedMoreMs } of watches) {
      expect(reads, name).toBeGreaterThan(10_000);
      expect(backwards, name).toBe(0);
      expect(longestStepMs, name).toBeLessThan(LONGEST_STALL_MS);
      expect(Math.abs(elapsedMoreMs), name).toBeLessThan(TOLERANCE_MS);
    }
    expect(await wrong(() => 0)).toEqual([]);
    expect(subjects.all.map(({ node }) => node.state)).toEqual(Array(5).fill("running"));
  });
});
