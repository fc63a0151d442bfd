// The load lasts its time, and longer where faults are late: none is left out, and the system has its time to recover.
import { expect, test } from "vitest";
import { fromMs, toMs } from "../../src/core/duration.ts";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import type { CompletionModel } from "../../src/generator/completion-models.ts";
import { phases } from "../../src/generator/phases.ts";
import { clients, nemesis } from "../../src/generator/route.ts";
import { emit } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { repeat } from "../../src/generator/repeat.ts";
import { simulated } from "../../src/generator/simulate.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { loadSpan } from "../../src/scenario/load-span.ts";

const span = { total: fromMs(10_000), recovery: fromMs(3000) };
const read = { f: "read", value: null };
const faults = nemesis(phases(emit({ f: "inject", value: 1 }), emit({ f: "inject", value: 2 })));

/** When the last operation of each kind began, in ms. */
function lastBegun(faultMs: number, load = repeat(emit(read))): { reads: number; faults: number } {
  const complete: CompletionModel = ({ f }) => ({
    type: "ok",
    afterNs: f === "inject" ? fromMs(faultMs) : 0,
  });
  const both = loadSpan(clients(stagger(fromMs(100), load)), faults, span);
  const options = { concurrency: 2, random: randomOf(seed(1)), nemesis: true, complete };
  const begun = Array.from(simulated(both, options)).filter(({ end }) => end === "invocation");
  const last = (f: string): number =>
    Math.max(...begun.filter(({ event }) => event.f === f).map(({ event }) => toMs(event.time)));
  return { reads: last("read"), faults: last("inject") };
}

test("with faults in time the load ends when it was to end", () => {
  const { reads } = lastBegun(1000);
  expect(reads).toBeLessThan(10_000);
  expect(reads).toBeGreaterThan(9500);
});

test("late faults are carried out, and the load goes on until there was time to recover", () => {
  const { reads, faults: late } = lastBegun(12_000);
  expect(late).toBe(12_000);
  expect(reads).toBeLessThan(12_000 + 3000);
  expect(reads).toBeGreaterThan(12_000 + 2500);
});

test("a fault that never ends does not keep the load for ever", () => {
  const { reads, faults: late } = lastBegun(1_000_000);
  expect(late).toBe(0);
  expect(reads).toBeGreaterThan(39_500);
  expect(reads).toBeLessThan(40_000);
});

test("a load that is done waits for the faults alone", () => {
  expect(lastBegun(4000, limit(3, repeat(emit(read)))).faults).toBe(4000);
});
