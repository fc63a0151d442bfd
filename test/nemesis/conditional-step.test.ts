// Steps that go by events: they wait for their moment, hold until another, and mind no other step.
import { expect, test } from "vitest";
import { fromMs } from "../../src/core/duration.ts";
import { nanos, NEMESES, opIndex, seed, type WorkerId, workerId } from "../../src/core/ids.ts";
import type { AnyRequest } from "../../src/core/op.ts";
import { randomOf } from "../../src/core/random.ts";
import { layoutOf } from "../../src/core/topology.ts";
import type { GenContext, GenEvent, Generator } from "../../src/generator/generator.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { scheduleGenerator } from "../../src/nemesis/schedule-generator.ts";
import { timeline, type TimelineEntry } from "../../src/nemesis/schedule.ts";
import { nodeIds } from "./fake-cluster.ts";

interface Moment {
  readonly ms: number;
  readonly okOps?: number;
  readonly elections?: number;
}

/** Asks the schedule at each moment, completing everything at once; what it said, with the time. */
function play(entries: readonly TimelineEntry[], moments: readonly Moment[]): readonly string[] {
  const steps = timeline(entries).schedule({
    layout: layoutOf(nodeIds(3)),
    durationMs: 10_000,
    random: randomOf(seed(1)),
  });
  let generator: Generator = scheduleGenerator(steps);
  const said: string[] = [];
  for (const moment of moments) {
    for (;;) {
      const next = generator.next(contextAt(moment));
      if (next.kind === "done") return [...said, `${String(moment.ms)} done`];
      generator = next.rest;
      if (next.kind === "pending") break;
      said.push(`${String(moment.ms)} ${next.request.f}`);
      for (let end = 0; end < 2; end++)
        generator = generator.update(contextAt(moment), told(next.worker, next.request));
    }
  }
  return said;
}

const told = (worker: WorkerId, { f, value }: AnyRequest): GenEvent => ({
  worker,
  event: { index: opIndex(0), time: nanos(0), process: "nemesis", type: "info", f, value },
});

const contextAt = ({ ms, okOps = 0, elections = 0 }: Moment): GenContext => ({
  time: nanos(fromMs(ms)),
  workers: [...NEMESES, workerId(0)],
  free: [...NEMESES, workerId(0)],
  processOf: () => {
    throw new Error("a schedule asks for no process");
  },
  facts: { okOps, elections },
  random: randomOf(seed(1)),
});

test("a fault strikes when somebody begins to lead after its time has come", () => {
  const entry = { at: "1s", when: "leader-elected", fault: kill("leader").for("500ms") } as const;
  const moments = [
    { ms: 0 },
    { ms: 500, elections: 1 },
    { ms: 1000, elections: 1 },
    { ms: 2000, elections: 1 },
    { ms: 2100, elections: 2 },
    { ms: 2500, elections: 2 },
    { ms: 2600, elections: 2 },
  ];
  expect(play([entry], moments)).toEqual(["2100 inject", "2600 heal", "2600 done"]);
});

test("a fault holds until clients had that many successes more, or its time is over", () => {
  const entry = { at: "1s", until: { okOps: 100 }, fault: kill("one").for("5s") } as const;
  const start = [
    { ms: 0, okOps: 0 },
    { ms: 1000, okOps: 50 },
    { ms: 2000, okOps: 149 },
  ];
  expect(play([entry], [...start, { ms: 2500, okOps: 150 }])).toEqual([
    "1000 inject",
    "2500 heal",
    "2500 done",
  ]);
  expect(play([entry], [...start, { ms: 6000, okOps: 149 }])).toEqual([
    "1000 inject",
    "6000 heal",
    "6000 done",
  ]);
});

test("a fault whose moment does not come before the end of the load never strikes", () => {
  const entry = { at: "1s", when: { okOps: 10 }, fault: kill("one").for("1s") } as const;
  const moments = [{ ms: 0 }, { ms: 1000 }, { ms: 9_999, okOps: 9 }, { ms: 10_000, okOps: 10 }];
  expect(play([entry], moments)).toEqual(["10000 done"]);
});

test("a step that waits keeps no other from its time", () => {
  const moments = [{ ms: 0 }, { ms: 1000 }, { ms: 2000 }, { ms: 3000 }];
  const waits = { at: "0s", when: "leader-elected", fault: kill("one").for("1s") } as const;
  expect(play([waits, { at: "1s", fault: kill("all").for("1s") }], moments)).toEqual([
    "1000 inject",
    "2000 heal",
  ]);
});

test("what is nothing to wait for is refused", () => {
  const wrong = { at: "1s", fault: kill("one"), when: { okOps: 0 } } as const;
  expect(() => timeline([wrong])).toThrow(/nothing to wait for/);
});
