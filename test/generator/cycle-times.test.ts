// Generators by a timetable.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imperfect } from "../../src/generator/completion-models.ts";
import { cycleTimes } from "../../src/generator/cycle-times.ts";
import { delay } from "../../src/generator/delay.ts";
import { ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { concat } from "../../src/generator/phases.ts";
import { sleep } from "../../src/generator/sleep.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { endless, functionsOf, invocations, ms, requests, timesMs, valuesOf } from "./run.ts";

test("an operation begins within a turn of its generator, and none is lost or out of order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(1_000),
      (first, second, concurrency, seed) => {
        const table = cycleTimes([
          [ms(first), stagger(ms(4), ops(requests("a", 40)))],
          [ms(second), endless("b")],
        ]);
        const events = invocations(table, { concurrency, seed, complete: imperfect });
        for (const { f, time } of events) {
          const inPeriod = (time / 1e6) % (first + second);
          expect(inPeriod < first).toBe(f === "a");
        }
        const values = valuesOf(events.filter(({ f }) => f === "a"));
        expect(values).toEqual(requests("a", 40).map(({ value }) => value));
      },
    ),
    { numRuns: 60 },
  );
});

test("a generator goes on where it was when its turn comes again, quiet turns between", () => {
  const steps = delay(ms(10), ops(requests("step", 4)));
  const quiet = concat(sleep(ms(1_000_000)), endless("never"));
  const table = cycleTimes([
    [ms(20), steps],
    [ms(100), quiet],
  ]);
  const events = invocations(table);
  expect(timesMs(events)).toEqual([0, 10, 120, 120]);
  expect(valuesOf(events)).toEqual([0, 1, 2, 3]);
});

test("the table begins when it is asked first", () => {
  const late = concat(
    sleep(ms(70)),
    cycleTimes([
      [ms(50), delay(ms(100), endless("a"))],
      [ms(50), delay(ms(100), endless("b"))],
    ]),
  );
  const events = invocations(limit(4, late));
  expect(functionsOf(events)).toEqual(["a", "b", "a", "b"]);
  expect(timesMs(events)).toEqual([70, 120, 170, 220]);
});

test("a turn without time is a mistake of the user's", () => {
  expect(() => cycleTimes([[ms(0), endless("a")]])).toThrow(/a turn of 0 ns/);
});
