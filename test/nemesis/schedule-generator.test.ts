// The nemesis worker is told to inject and heal at the schedule's times, overlapping faults included.
import { expect, test } from "vitest";
import { fromMs } from "../../src/core/duration.ts";
import { seed } from "../../src/core/ids.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { randomOf } from "../../src/core/random.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import { simulated } from "../../src/generator/simulate.ts";
import { kill } from "../../src/nemesis/kill.ts";
import { partition } from "../../src/nemesis/partition.ts";
import { rollingRestart } from "../../src/nemesis/rolling-restart.ts";
import { scheduleGenerator } from "../../src/nemesis/schedule-generator.ts";
import { timeline } from "../../src/nemesis/schedule.ts";
import { nodeIds } from "./fake-cluster.ts";

const steps = timeline([
  { at: "1s", fault: partition("halves").for("4s") },
  { at: "2s", fault: kill("one").for("1s") },
  { at: "3s", fault: kill("one").for("1s") },
]).schedule({ layout: layoutOf(nodeIds(3)), durationMs: 10_000, random: randomOf(seed(1)) });

function commands(complete: CompletionModel, of = steps): readonly string[] {
  const options = { concurrency: 2, random: randomOf(seed(1)), nemesis: true, complete };
  const events = Array.from(simulated(scheduleGenerator(of), options));
  return events
    .filter(({ end }) => end === "invocation")
    .map(({ event: { f, value, time } }) => {
      const id = f === "heal" ? value : (value as { readonly id: number }).id;
      return `${String(time / 1e9)}s ${f} ${String(id)}`;
    });
}

test("faults are injected and healed at their times; at one time, healing comes first", () => {
  expect(commands(() => ({ type: "ok", afterNs: 0 }))).toEqual([
    "1s inject 0",
    "2s inject 1",
    "3s heal 1",
    "3s inject 2",
    "4s heal 2",
    "5s heal 0",
  ]);
});

test("a fault holds as long as it was asked for, from when it is in place; faults begin in the schedule's order", () => {
  expect(commands(() => ({ type: "ok", afterNs: fromMs(1500) }))).toEqual([
    "1s inject 0",
    "2s inject 1",
    "4.5s heal 1",
    "4.5s inject 2",
    "6.5s heal 0",
    "7s heal 2",
  ]);
});

test("a fault that waits for its moment keeps no other from being healed, and holds up those planned after it", () => {
  const slowly: CompletionModel = ({ f, value }) => {
    const waits = f === "inject" && (value as { readonly id: number }).id === 1;
    return { type: "ok", afterNs: waits ? fromMs(6000) : 0 };
  };
  expect(commands(slowly)).toEqual([
    "1s inject 0",
    "2s inject 1",
    "5s heal 0",
    "9s heal 1",
    "9s inject 2",
    "10s heal 2",
  ]);
});

test("a fault that needs the cluster whole waits until all before it is over, and is over before the next", () => {
  const whole = timeline([
    { at: "1s", fault: kill("one").for("1s") },
    { at: "3s", fault: rollingRestart() },
    { at: "20s", fault: kill("one").for("1s") },
  ]).schedule({ layout: layoutOf(nodeIds(3)), durationMs: 60_000, random: randomOf(seed(1)) });
  const slowHeal: CompletionModel = ({ f }) => ({
    type: "ok",
    afterNs: f === "heal" ? fromMs(5000) : 0,
  });
  const said = commands(slowHeal, whole);
  expect(said.slice(0, 3)).toEqual(["1s inject 0", "2s heal 0", "7s inject 1"]);
});
