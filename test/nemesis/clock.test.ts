// The fault "clock" bites, shows evidence and heals, on clocks in memory; its numbers come from the seed.
import { describe, expect, test } from "vitest";
import type { NodeId } from "../../src/core/ids.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { utcNow } from "../../src/core/real-clock.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { clock, clockKind } from "../../src/nemesis/clock.ts";
import { describeStep } from "../../src/nemesis/describe-step.ts";
import type { FaultPlan } from "../../src/nemesis/fault-plan.ts";
import type { ScheduledFault } from "../../src/nemesis/nemesis.ts";
import { timeline } from "../../src/nemesis/schedule.ts";
import { fakeCluster, nodeIds } from "./fake-cluster.ts";
import { supervise } from "./supervised.ts";

const N1 = { nodes: ["n1"] };

type Offsets = Readonly<Record<string, number>>;

function planned(plan: FaultPlan, from = 7): ScheduledFault {
  const [step] = timeline([{ at: "1s", fault: plan }]).schedule({
    layout: layoutOf(nodeIds(5)),
    durationMs: 10_000,
    random: randomOf(seed(from)),
  });
  if (step === undefined) throw new Error("no step");
  return step;
}

test("a jump shifts its nodes' clocks until it is healed", async () => {
  const run = supervise([clock.jump("-2s", N1)]);
  await run.inject(0);
  expect(run.cluster.clocks.offsetOf("n1")).toBe(-2_000);
  expect(run.cluster.clocks.offsetOf("n2")).toBe(0);
  const window = await run.heal(0);
  expect(window).toMatchObject({ name: "clock jump -2s n1", targets: ["n1"] });
  expect([window.evidence.seen, window.healed?.seen]).toEqual([true, true]);
  expect(run.cluster.clocks.holding).toEqual([]);
});

test("of several the latest holds, and healing it lets the one below hold again", async () => {
  const run = supervise([clock.jump("5s", N1), clock.reset(N1)]);
  await run.inject(0);
  await run.inject(1);
  expect(run.cluster.clocks.offsetOf("n1")).toBe(0);
  await run.heal(1);
  expect(run.cluster.clocks.offsetOf("n1")).toBe(5_000);
});

test("a scramble that fails on one node leaves nothing behind on the others", async () => {
  const run = supervise([clock.scramble("all")]);
  const [, , last] = run.cluster.nodes;
  run.cluster.clocks.refusing.add(last?.id as NodeId);
  const window = await run.inject(0);
  expect(window.evidence).toMatchObject({ seen: false });
  expect(run.cluster.clocks.holding).toEqual([]);
});

test("a drift and a strobe reach the back end as rate and period", async () => {
  const run = supervise([
    clock.drift("-500ppm", N1),
    clock.strobe("200ms", { period: "100ms" }, N1),
  ]);
  await run.inject(0);
  await run.inject(1);
  expect(run.cluster.clocks.holding.map(({ skew }) => skew)).toEqual([
    { offsetMs: 0, driftPpm: -500 },
    { offsetMs: 200, strobePeriodMs: 100 },
  ]);
});

describe("a scramble", () => {
  test("draws an offset for each node from the seed, and the plan tells it", () => {
    const one = planned(clock.scramble("all"));
    expect(one.parameters).toEqual(planned(clock.scramble("all")).parameters);
    expect(one.parameters).not.toEqual(planned(clock.scramble("all"), 8).parameters);
    expect(Object.keys(one.parameters.offsetsMs as object)).toEqual(["n1", "n2", "n3", "n4", "n5"]);
    expect(describeStep(one)).toMatch(/: clock scramble all \(.*n1 [+-]\d.*; n5 [+-]\d.*\)$/);
  });

  test("draws between 11 ms and 288 s, both ways, small ones as often as large ones", () => {
    const offsetsOf = (from: number): readonly number[] =>
      Object.values(planned(clock.scramble("all"), from).parameters.offsetsMs as Offsets);
    const drawn = Array.from({ length: 100 }, (_, from) => offsetsOf(from)).flat();
    const sizes = drawn.map(Math.abs).sort((a, b) => a - b);
    expect(sizes[0]).toBeGreaterThanOrEqual(11);
    expect(sizes.at(-1)).toBeLessThanOrEqual(287_627);
    expect(sizes[250]).toBeGreaterThan(1_000);
    expect(sizes[250]).toBeLessThan(3_000);
    expect(drawn.filter((ms) => ms < 0).length).toBeGreaterThan(200);
    expect(drawn.filter((ms) => ms > 0).length).toBeGreaterThan(200);
  });

  test("keeps to its limit", () => {
    const step = planned(clock.scramble("all", { atMost: "50ms" }));
    const sizes = Object.values(step.parameters.offsetsMs as Offsets).map(Math.abs);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(50);
  });

  test("aimed at a leader draws for everybody who may lead by then", () => {
    const step = planned(clock.scramble("leader"));
    expect(Object.keys(step.parameters.offsetsMs as object)).toHaveLength(5);
  });
});

test("plans say what they do to clocks", () => {
  const words = (plan: FaultPlan): string => describeStep(planned(plan.for("2s")));
  expect(words(clock.jump("500ms", N1))).toBe("at 1.0 s for 2.0 s: clock jump 500ms n1 (+500 ms)");
  expect(words(clock.drift("200ms/s", N1))).toContain("(gains 200 ms each second)");
  expect(words(clock.drift("-20ppm", N1))).toContain("(loses 20 µs each second)");
  expect(words(clock.strobe("-200ms", { period: "100ms" }, N1))).toContain(
    "(-200 ms; on and off every 100 ms)",
  );
  expect(words(clock.reset(N1))).toContain("(true time)");
});

test.each([
  ["a rate without a unit", () => clock.drift("20", N1), /is no rate of a clock/],
  ["a rate beyond all reason", () => clock.drift("2s/s", N1), /more than a second each second/],
  ["an offset that is none", () => clock.jump("soon", N1), /soon/],
  ["an offset of more than a century", () => clock.jump("1000000h", N1), /more than a century/],
  ["a strobe without a period", () => clock.strobe("1s", { period: "0s" }, N1), /no time at all/],
])("%s is refused", (_, make, message) => {
  expect(make).toThrow(message);
});

describe("the subject's own word", () => {
  const evidenceWith = async (plan: FaultPlan, offsetMs: number, told = true): Promise<object> => {
    const cluster = fakeCluster(2);
    const [node] = cluster.nodes;
    if (node === undefined) throw new Error("no node");
    const step = planned(plan);
    const active = await clockKind.inject(step.fault, {
      cluster,
      layout: layoutOf(cluster.nodes.map(({ id }) => id)),
      hooks: {
        ready: () => Promise.resolve(true),
        clock: () =>
          told ? Promise.resolve(utcNow().getTime() + offsetMs) : Promise.reject(new Error("busy")),
      },
      targets: [node],
      leader: null,
      random: randomOf(seed(1)),
      signal: new AbortController().signal,
    });
    return active.evidence();
  };

  test("confirms what its memory says", async () => {
    expect(await evidenceWith(clock.jump("5s", N1), 5_000)).toMatchObject({
      seen: true,
      detail: expect.stringMatching(/^n1 patched; n1 itself says \+(5000|4999|5001) ms$/) as string,
    });
  });

  test("that contradicts it is missing evidence", async () => {
    expect(await evidenceWith(clock.jump("5s", N1), 0)).toMatchObject({
      seen: false,
      why: expect.stringMatching(/n1 itself says [+-]\d+ ms, its memory says \+5000 ms/) as string,
    });
  });

  test("may be on either side of a strobe", async () => {
    const strobe = clock.strobe("5s", { period: "1s" }, N1);
    expect(await evidenceWith(strobe, 0)).toMatchObject({ seen: true });
    expect(await evidenceWith(strobe, 5_000)).toMatchObject({ seen: true });
    expect(await evidenceWith(strobe, -5_000)).toMatchObject({ seen: false });
  });

  test("that cannot be had contradicts nothing", async () => {
    expect(await evidenceWith(clock.jump("5s", N1), 0, false)).toEqual({
      seen: true,
      detail: "n1 patched",
    });
  });
});
