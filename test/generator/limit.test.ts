// Counts of operations: limits, repetition, turns.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { emit, ops } from "../../src/generator/emit.ts";
import { flipFlop } from "../../src/generator/flip-flop.ts";
import { limit, once } from "../../src/generator/limit.ts";
import { sleep } from "../../src/generator/sleep.ts";
import { cycle, repeat } from "../../src/generator/repeat.ts";
import { concat } from "../../src/generator/phases.ts";
import { endless, functionsOf, invocations, requests, timesMs, valuesOf, ms } from "./run.ts";

test("limit lets exactly so many operations through, or all where there are fewer", () => {
  fc.assert(
    fc.property(
      fc.nat(40),
      fc.nat(40),
      fc.integer({ min: 1, max: 5 }),
      (most, there, concurrency) => {
        const events = invocations(limit(most, ops(requests("w", there))), { concurrency });
        expect(events).toHaveLength(Math.min(most, there));
      },
    ),
    { numRuns: 60 },
  );
});

test("once is one operation", () => {
  expect(invocations(once(endless("a")))).toHaveLength(1);
});

test("repeat emits the first operation again and again", () => {
  expect(valuesOf(invocations(limit(4, repeat(ops(requests("w", 3))))))).toEqual([0, 0, 0, 0]);
});

test("cycle starts again from the beginning", () => {
  expect(valuesOf(invocations(limit(7, cycle(ops(requests("w", 3))))))).toEqual([
    0, 1, 2, 0, 1, 2, 0,
  ]);
});

test("cycle keeps the quiet time of what it repeats", () => {
  const beat = cycle(concat(emit({ f: "a", value: 0 }), sleep(ms(100))));
  expect(timesMs(invocations(limit(3, beat)))).toEqual([0, 100, 200]);
});

test("an empty generator repeated is empty", () => {
  expect(invocations(cycle(ops([])))).toEqual([]);
  expect(invocations(repeat(ops([])))).toEqual([]);
});

test("flipFlop takes turns until the one whose turn it is is done", () => {
  const turns = flipFlop(endless("start"), ops(requests("stop", 2)));
  expect(functionsOf(invocations(turns))).toEqual(["start", "stop", "start", "stop", "start"]);
});

test("cycle goes through it so many times where it is told", () => {
  expect(valuesOf(invocations(cycle(ops(requests("w", 2)), 3)))).toEqual([0, 1, 0, 1, 0, 1]);
  expect(invocations(cycle(ops(requests("w", 2)), 0))).toEqual([]);
});
