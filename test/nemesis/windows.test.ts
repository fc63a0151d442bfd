// What keeps faults apart: caps, quiet periods, nodes that a fault needs alone; and faults that flap.
import fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { member } from "../../src/nemesis/member.ts";
import type { Nemesis, ScheduledFault } from "../../src/nemesis/nemesis.ts";
import { partition } from "../../src/nemesis/partition.ts";
import { pause } from "../../src/nemesis/pause.ts";
import { combined, mix, timeline } from "../../src/nemesis/schedule.ts";
import { nodeIds } from "./fake-cluster.ts";

const MINUTE = 60_000;

const stepsOf = (nemesis: Nemesis, from: number, durationMs = MINUTE): readonly ScheduledFault[] =>
  nemesis.schedule({ layout: layoutOf(nodeIds(5)), durationMs, random: randomOf(seed(from)) });

const endOf = ({ atMs, forMs }: ScheduledFault): number => atMs + forMs;

/** The most windows that hold at one time. */
const mostAtOnce = (steps: readonly ScheduledFault[]): number =>
  Math.max(
    0,
    ...steps.map(({ atMs }) => steps.filter((s) => s.atMs <= atMs && atMs < endOf(s)).length),
  );

const packages = [
  [partition("halves"), partition("majorities-ring")],
  [kill("one"), kill("leader")],
  [pause("minority").for("2s")],
];

test("packages come and go by themselves, at most as many at once as allowed", () => {
  let overlapped = 0;
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 3 }), (from, atOnce) => {
      const steps = stepsOf(combined({ every: "3s", packages, atOnce }), from);
      expect(steps.length).toBeGreaterThan(3);
      expect(mostAtOnce(steps)).toBeLessThanOrEqual(atOnce);
      overlapped = Math.max(overlapped, mostAtOnce(steps));
      for (const step of steps) expect(endOf(step)).toBeLessThanOrEqual(MINUTE);
      expect(steps.map(({ id }) => id)).toEqual(steps.map((_, id) => id));
    }),
  );
  expect(overlapped).toBeGreaterThan(1);
});

test("faults that need their nodes alone never meet on one", () => {
  fc.assert(
    fc.property(fc.nat(), (from) => {
      const steps = stepsOf(combined({ every: "2s", packages }), from).filter(
        ({ kind }) => kind !== "partition",
      );
      for (const one of steps) {
        const beside = steps.filter((other) => other !== one && one.atMs < endOf(other));
        for (const other of beside) {
          if (endOf(one) <= other.atMs) continue;
          expect(typeof one.targets).toBe("object");
          expect(other.targets).not.toEqual(expect.arrayContaining(one.targets as string[]));
        }
      }
    }),
  );
});

test("nothing holds in a quiet period", () => {
  fc.assert(
    fc.property(fc.nat(), (from) => {
      const quiet = [
        { at: "10s", for: "10s" },
        { at: "40s", for: "5s" },
      ];
      const nemesis = combined({ every: "2s", packages, quiet });
      for (const step of stepsOf(nemesis, from)) {
        for (const [start, end] of [
          [10_000, 20_000],
          [40_000, 45_000],
        ] as const)
          expect(step.atMs >= end || endOf(step) <= start).toBe(true);
      }
    }),
  );
});

test("a mix deals several faults an interval, each at a time of its own", () => {
  const nemesis = mix({ every: "10s", atOnce: 2, faults: packages.flat() });
  const counts = Array.from({ length: 20 }, (_, from) => mostAtOnce(stepsOf(nemesis, from)));
  expect(Math.max(...counts)).toBe(2);
  for (const step of stepsOf(nemesis, 3))
    expect(Math.floor(step.atMs / 10_000)).toBe(Math.floor((endOf(step) - 1) / 10_000));
});

test("a flapping fault holds and rests in turn, on the same nodes", () => {
  const link = partition("isolate-one").flapping({ on: "1s", off: "500ms" }).for("4s");
  const steps = stepsOf(timeline([{ at: "2s", fault: link }]), 1, 10_000);
  expect(steps.map(({ atMs, forMs }) => [atMs, forMs])).toEqual([
    [2000, 1000],
    [3500, 1000],
    [5000, 1000],
  ]);
  expect(new Set(steps.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(1);
});

test("rules that are none are refused", () => {
  expect(() => mix({ every: "1s", faults: [kill("one")], atOnce: 0 })).toThrow(/whole number/);
  expect(() => combined({ every: "1s", packages: [[]] })).toThrow(/without faults/);
  const quiet = [{ at: "1s", for: "0s" }];
  expect(() => combined({ every: "1s", packages, quiet })).toThrow(/no time at all/);
});

test("no fault begins or ends while a fault of its node keeps it down, or has just let go of it", () => {
  const nemesis = combined({
    every: "2s",
    packages: [[partition("isolate-one")], [kill("one").for("2s")]],
  });
  let inside = 0;
  for (let from = 0; from < 50; from++) {
    const steps = stepsOf(nemesis, from);
    const cuts = steps.filter(({ kind }) => kind === "partition");
    for (const down of steps.filter(({ kind }) => kind === "kill")) {
      for (const cut of cuts.filter(
        ({ targets }) => JSON.stringify(targets) === JSON.stringify(down.targets),
      )) {
        for (const moment of [cut.atMs, endOf(cut)])
          expect(moment < down.atMs || moment >= endOf(down) + 1_500).toBe(true);
        if (cut.atMs < down.atMs && endOf(down) < endOf(cut)) inside++;
      }
    }
  }
  expect(inside).toBeGreaterThan(0);
});

test("a fault that needs the cluster whole has nothing beside it, and room to come and go", () => {
  const mixed = [...packages, [member.replace("minority"), member.add()]];
  let met = 0;
  fc.assert(
    fc.property(fc.nat(), (from) => {
      const steps = stepsOf(combined({ every: "2s", packages: mixed }), from);
      const alone = steps.filter(({ kind }) => kind.startsWith("member"));
      met += alone.length;
      for (const one of alone) {
        const roomMs = one.kind === "member-add" ? 6_000 : 12_000;
        const beside = steps.filter(
          (other) => other !== one && one.atMs < endOf(other) && other.atMs < endOf(one) + roomMs,
        );
        expect(beside).toEqual([]);
        expect(one.atMs).toBeLessThanOrEqual(MINUTE - roomMs);
      }
    }),
  );
  expect(met).toBeGreaterThan(0);
});

test("links are cut while at most one of their nodes is down, so that somebody sends over them", () => {
  const nemesis = combined({
    every: "3s",
    packages: [
      [partition("halves")],
      [kill("all").for("2s"), kill("minority").for("2s")],
      [kill("one").for("2s")],
    ],
  });
  let besideOne = 0;
  for (let from = 0; from < 50; from++) {
    const steps = stepsOf(nemesis, from);
    for (const cut of steps.filter(({ kind }) => kind === "partition")) {
      const down = steps.filter(
        (step) => step.kind === "kill" && step.atMs <= cut.atMs && cut.atMs < endOf(step),
      );
      const gone = down.flatMap(({ targets }) => targets as readonly string[]);
      expect(gone.length).toBeLessThanOrEqual(1);
      besideOne += gone.length;
    }
  }
  expect(besideOne).toBeGreaterThan(0);
});
