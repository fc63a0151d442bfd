// Clock faults of the Docker back end: that they bite, measured by the subject itself, compose, outlive restarts, heal, and
// leave other clocks alone.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { elementAt } from "../../src/core/assert.ts";
import type { ClockSkew } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import type { NodeId } from "../../src/core/ids.ts";
import { sleepMs, stopwatch, waitFor } from "../../src/core/real-clock.ts";
import { describeDocker } from "./engine-available.ts";
import { clocksOf, redisContainer, redisOffset, redisReady } from "./redis-clock.ts";
import { inNode, N1, N2, never, type SmallCluster, startSmallCluster } from "./small-cluster.ts";

/** How far a measured offset may be from the one asked for. */
const TOLERANCE_MS = 100;
const YEAR_MS = 365 * 86_400_000;

describeDocker("a skewed clock", () => {
  let small: SmallCluster;
  const open: ActiveFault[] = [];
  beforeAll(async () => {
    small = await startSmallCluster({
      nodes: [N1, N2],
      container: redisContainer,
      ready: redisReady,
    });
  });
  afterEach(async () => {
    for (const fault of open.splice(0).reverse()) await fault[Symbol.asyncDispose]();
  });
  afterAll(() => small.cluster[Symbol.asyncDispose]());

  const node = (index: number) => elementAt(small.cluster.nodes, index);
  const skew = async (nodes: readonly NodeId[], how: ClockSkew): Promise<ActiveFault> => {
    const fault = await clocksOf(small).skew(nodes, how, "skew");
    open.push(fault);
    return fault;
  };
  const expectOffset = async (index: number, ms: number): Promise<void> => {
    const measured = await redisOffset(node(index));
    expect(Math.abs(measured - ms), `${String(measured)} ms, not ${String(ms)}`).toBeLessThan(
      TOLERANCE_MS,
    );
  };

  it.each([
    ["ahead by half a second", 500],
    ["behind by two seconds", -2_000],
    ["ahead by three years", 3 * YEAR_MS],
    ["behind by a year", -YEAR_MS],
    ["behind by fifty years", -50 * YEAR_MS],
    ["ahead by a fraction", 1234.567],
  ])("jumps %s, and back", async (_, offsetMs) => {
    const fault = await skew([N1], { offsetMs });
    await expectOffset(0, offsetMs);
    await expectOffset(1, 0);
    expect((await clocksOf(small).offsets()).get(N1)).toBeCloseTo(offsetMs, 2);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    expect(await fault.healed()).toMatchObject({ seen: false });
    await fault[Symbol.asyncDispose]();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toEqual({
      seen: true,
      detail: "n1: the vDSO is the kernel's own in 1 process",
    });
    await expectOffset(0, 0);
  });

  it.each([
    ["fast", 200_000],
    ["slow", -100_000],
  ])("runs %s, and is right at once when it is healed", async (_, driftPpm) => {
    const elapsed = stopwatch();
    const fault = await skew([N1], { offsetMs: 0, driftPpm });
    await expectOffset(0, ((elapsed() / 1e6) * driftPpm) / 1e6);
    await sleepMs(2_000);
    await expectOffset(0, ((elapsed() / 1e6) * driftPpm) / 1e6);
    expect(await fault.evidence()).toMatchObject({ seen: true });
    await fault[Symbol.asyncDispose]();
    await expectOffset(0, 0);
  });

  it("comes and goes, half of the time each, when it strobes", async () => {
    await skew([N1], { offsetMs: 5_000, strobePeriodMs: 200 });
    let off = 0;
    let on = 0;
    const elapsed = stopwatch();
    while (elapsed() < 2e9) {
      await sleepMs(3);
      const measured = await redisOffset(node(0));
      if (Math.abs(measured) < TOLERANCE_MS) off++;
      else if (Math.abs(measured - 5_000) < TOLERANCE_MS) on++;
      else expect.unreachable(`${String(measured)} ms is neither on nor off`);
    }
    expect(on / (on + off)).toBeGreaterThan(0.25);
    expect(on / (on + off)).toBeLessThan(0.75);
  });

  it("is true again under a reset, and as it was when that is healed", async () => {
    await skew([N1, N2], { offsetMs: 5_000 });
    const reset = await skew([N1], { offsetMs: 0 });
    await expectOffset(0, 0);
    await expectOffset(1, 5_000);
    expect(await reset.evidence()).toMatchObject({ seen: true });
    await reset[Symbol.asyncDispose]();
    expect(await reset.healed()).toMatchObject({
      seen: true,
      detail: expect.stringContaining("+5000.0 ms off") as string,
    });
    await expectOffset(0, 5_000);
  });

  it("goes on under the latest of several, whichever is healed first", async () => {
    const first = await skew([N1], { offsetMs: 3_000 });
    const second = await skew([N1], { offsetMs: -3_000 });
    await first[Symbol.asyncDispose]();
    expect(await first.evidence()).toMatchObject({ seen: false });
    await expectOffset(0, -3_000);
    await second[Symbol.asyncDispose]();
    await expectOffset(0, 0);
  });

  it("is caught in new processes within a second", async () => {
    await skew([N1], { offsetMs: 60_000 });
    const read = "read -t 0.05 <> <(:); echo $EPOCHREALTIME";
    const started = Date.now();
    const { output } = await inNode(small.run, N1, `for i in {1..30}; do ${read}; done`);
    const ahead = output
      .trim()
      .split(/\s+/)
      .map((text) => Number(text) * 1e3 - started > 59_000);
    expect(ahead.indexOf(true), output).toBeLessThan(20);
    expect(ahead.slice(ahead.indexOf(true)).every(Boolean), output).toBe(true);
  });

  it("stays skewed over a restart, before the start counts as done", async () => {
    const fault = await skew([N1], { offsetMs: 7_000 });
    await node(0).kill();
    expect(await fault.evidence()).toMatchObject({
      seen: true,
      detail: "n1: patched 1 process, and it is down since",
    });
    await node(0).start(never);
    expect((await clocksOf(small).offsets()).get(N1)).toBe(7_000);
    await untilAnswers(0);
    await expectOffset(0, 7_000);
    expect(await fault.evidence()).toMatchObject({ seen: true });
  });

  it("of a node that is down takes hold when it starts, and has no evidence before", async () => {
    await node(0).kill();
    const fault = await skew([N1], { offsetMs: 7_000 });
    expect(await fault.evidence()).toEqual({ seen: false, why: "n1: it was down all the while" });
    await node(0).start(never);
    await untilAnswers(0);
    await expectOffset(0, 7_000);
  });

  it("heals when one of its nodes is dead and another one paused", async () => {
    const fault = await skew([N1, N2], { offsetMs: 7_000 });
    await node(0).kill();
    await node(1).pause();
    await fault[Symbol.asyncDispose]();
    expect(await fault.healed()).toEqual({
      seen: true,
      detail: "n1: it is down; n2: the vDSO is the kernel's own in 1 process",
    });
    await node(1).resume();
    await node(0).start(never);
    await untilAnswers(0);
    await expectOffset(0, 0);
    await expectOffset(1, 0);
  });

  it("leaves the host's clock alone", async () => {
    const elapsed = stopwatch();
    const before = Date.now();
    await skew([N1, N2], { offsetMs: 3_600_000 });
    await expectOffset(0, 3_600_000);
    expect(Math.abs(Date.now() - before - elapsed() / 1e6)).toBeLessThan(TOLERANCE_MS);
  });

  const untilAnswers = async (index: number): Promise<void> => {
    await waitFor(async () => ((await redisReady(node(index))) ? true : null), {
      what: "redis to answer",
      deadlineMs: 10_000,
    });
  };
});
