// Schedules are data: decided by the seed, in full, before anything runs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { randomOf } from "../../src/core/random.ts";
import { describeStep } from "../../src/nemesis/describe-step.ts";
import { kill } from "../../src/nemesis/kill.ts";
import type { Nemesis, ScheduledFault } from "../../src/nemesis/nemesis.ts";
import { partition } from "../../src/nemesis/partition.ts";
import { pause } from "../../src/nemesis/pause.ts";
import { mix, timeline } from "../../src/nemesis/schedule.ts";
import { terminate } from "../../src/nemesis/terminate.ts";
import { nodeIds } from "./fake-cluster.ts";

const faults = [
  partition("majorities-ring").for("5s"),
  kill("leader").for("3s"),
  terminate("one", { grace: "2s" }),
  pause("random").for("8s"),
];
const every10 = mix({ every: "10s", faults });

const scheduleOf = (nemesis: Nemesis, from: number, durationMs: number, nodes = 5) =>
  nemesis.schedule({ layout: layoutOf(nodeIds(nodes)), durationMs, random: randomOf(seed(from)) });

const timesOf = (steps: readonly ScheduledFault[]): readonly (readonly [number, number])[] =>
  steps.map(({ atMs, forMs }) => [atMs, forMs]);

test("the same seed gives the same schedule, and another seed another", () => {
  expect(scheduleOf(every10, 1, 60_000)).toEqual(scheduleOf(every10, 1, 60_000));
  expect(scheduleOf(every10, 1, 60_000)).not.toEqual(scheduleOf(every10, 2, 60_000));
});

test("a longer run begins with the schedule of the shorter one", () => {
  expect(scheduleOf(every10, 3, 60_000)).toEqual(scheduleOf(every10, 3, 90_000).slice(0, 6));
});

test("a schedule survives a file", () => {
  const steps = scheduleOf(every10, 4, 120_000);
  expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
});

test("mixed faults keep to their intervals, within the run, and never overlap", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 200_000 }), (from, durationMs) => {
      const steps = scheduleOf(every10, from, durationMs);
      let free = 0;
      for (const [position, { id, atMs, forMs }] of steps.entries()) {
        expect(id).toBe(position);
        expect(atMs).toBeGreaterThanOrEqual(free);
        expect(forMs).toBeGreaterThan(0);
        expect(Math.floor(atMs / 10_000)).toBe(position);
        free = atMs + forMs;
      }
      expect(free).toBeLessThanOrEqual(durationMs);
    }),
  );
});

test("every fault of a mix comes once before any comes again", () => {
  const names = scheduleOf(every10, 5, 80_000).map((step) => step.name);
  expect(new Set(names.slice(0, 4)).size).toBe(4);
  expect(new Set(names.slice(4)).size).toBe(4);
});

test("a fault stands in the middle of its interval, for half of it where nothing is said", () => {
  const plain = mix({ every: "10s", faults: [kill("one")] });
  expect(timesOf(scheduleOf(plain, 1, 20_000))).toEqual([
    [2500, 5000],
    [12_500, 5000],
  ]);
});

test("a run shorter than the interval has a fault for half of it, and none where that is next to nothing", () => {
  const plain = mix({ every: "10s", faults: [kill("one").for("5s")] });
  expect(timesOf(scheduleOf(plain, 1, 4000))).toEqual([[1000, 2000]]);
  expect(timesOf(scheduleOf(plain, 1, 600))).toEqual([]);
});

test("a fault longer than its interval needs leave to overlap", () => {
  const long = { every: "2s", faults: [kill("one").for("3s")] };
  expect(() => mix(long)).toThrow("holds longer than the 2s of its mix");
  expect(timesOf(scheduleOf(mix({ ...long, overlap: true }), 1, 4000))).toEqual([
    [0, 3000],
    [2000, 2000],
  ]);
});

test("a mix of nothing or without time between is refused", () => {
  expect(() => mix({ every: "10s", faults: [] })).toThrow("no faults");
  expect(() => mix({ every: "0s", faults })).toThrow("no time at all");
});

test("a timeline is sorted, cut at the end of the run, and holds to the end where nothing is said", () => {
  const script = timeline([
    { at: "5s", fault: kill("one") },
    { at: "1s", fault: pause("one").for("30s") },
    { at: "2s", fault: pause("all").for("1s") },
    { at: "10s", fault: pause("all") },
  ]);
  expect(script.kinds).toEqual(["kill", "pause"]);
  expect(timesOf(scheduleOf(script, 1, 10_000))).toEqual([
    [1000, 9000],
    [2000, 1000],
    [5000, 5000],
  ]);
});

test("whatever the seed can decide is decided; only the leader is left to the run", () => {
  const script = timeline(
    [pause("minority"), partition("one-way"), partition("isolate-leader"), kill("not-leader")].map(
      (fault) => ({ at: "1s", fault }),
    ),
  );
  const [paused, oneWay, isolated, killed] = scheduleOf(script, 1, 10_000) as [
    ScheduledFault,
    ScheduledFault,
    ScheduledFault,
    ScheduledFault,
  ];
  expect(paused.targets).toHaveLength(2);
  expect(oneWay.parameters).toMatchObject({
    grudge: "one-way",
    drops: expect.stringMatching(/outgoing|incoming/) as string,
    hears: { n1: expect.any(Array) as string[] },
  });
  expect(isolated).toMatchObject({ targets: "leader", parameters: { grudge: "isolate-leader" } });
  expect(killed.targets).toBe("not-leader");
});

test("steps are described in words", () => {
  const of = { nodes: ["n2"] };
  const script = timeline([
    { at: "1s", fault: kill("leader").for("3s") },
    { at: "2s", fault: pause(of).for("1s") },
    { at: "3s", fault: partition("isolate-one", { of }).for("500ms") },
    { at: "4s", fault: partition("one-way", { of, drops: "incoming" }).for("1s") },
    { at: "5s", fault: partition("isolate-leader").for("1s") },
    { at: "6s", fault: terminate("all", { grace: "2s" }).for("1s") },
  ]);
  expect(scheduleOf(script, 1, 10_000, 3).map(describeStep)).toEqual([
    "at 1.0 s for 3.0 s: kill leader",
    "at 2.0 s for 1.0 s: pause n2",
    "at 3.0 s for 0.5 s: partition isolate-one (n1 hears n3; n2 hears nobody; n3 hears n1)",
    "at 4.0 s for 1.0 s: partition one-way (incoming messages lost; n1 hears n2 n3; n2 hears nobody; n3 hears n1 n2)",
    "at 5.0 s for 1.0 s: partition isolate-leader (of whoever leads then)",
    "at 6.0 s for 1.0 s: terminate all (n1 n2 n3; 2.0 s of grace)",
  ]);
});
