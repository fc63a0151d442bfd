// Operations in time: rates, intervals, quiet times, ends.
import { expect, test } from "vitest";
import { delay } from "../../src/generator/delay.ts";
import { ops } from "../../src/generator/emit.ts";
import { limit } from "../../src/generator/limit.ts";
import { concat } from "../../src/generator/phases.ts";
import { sleep } from "../../src/generator/sleep.ts";
import { stagger } from "../../src/generator/stagger.ts";
import { timeLimit } from "../../src/generator/time-limit.ts";
import { instant } from "../../src/generator/completion-models.ts";
import { endless, functionsOf, invocations, ms, requests, run, timesMs } from "./run.ts";

const gaps = (times: readonly number[]): number[] =>
  times.slice(1).map((time, i) => time - (times[i] ?? 0));

test("stagger's intervals are uniform from 0 to twice the mean, whatever the number of workers", () => {
  for (const concurrency of [1, 20]) {
    const staggered = stagger(ms(5), limit(4_000, endless("a")));
    const intervals = gaps(timesMs(invocations(staggered, { concurrency, complete: instant })));
    const mean = intervals.reduce((sum, gap) => sum + gap, 0) / intervals.length;
    expect(mean).toBeGreaterThan(4.8);
    expect(mean).toBeLessThan(5.2);
    expect(Math.max(...intervals)).toBeLessThanOrEqual(10);
    expect(intervals.filter((gap) => gap < 5).length / intervals.length).toBeCloseTo(0.5, 1);
  }
});

test("the latency of operations does not lower stagger's rate while workers are free", () => {
  const slow = { concurrency: 50, complete: () => ({ type: "ok", afterNs: ms(100) }) as const };
  const times = timesMs(invocations(stagger(ms(5), limit(1_000, endless("a"))), slow));
  expect(times.at(-1)).toBeGreaterThan(4_600);
  expect(times.at(-1)).toBeLessThan(5_400);
});

test("after a time with all workers busy stagger makes up for 10 ms and no more", () => {
  let calls = 0;
  const complete = () => ({ type: "ok", afterNs: calls++ === 0 ? ms(1_000) : 0 }) as const;
  const staggered = stagger(ms(1), limit(60, endless("a")));
  const times = timesMs(invocations(staggered, { concurrency: 1, complete }));
  expect(times[1]).toBe(1_000);
  expect(times.filter((time) => time === 1_000).length).toBeLessThan(25);
  expect(times.at(-1)).toBeGreaterThan(1_030);
});

test("delay puts operations exactly apart", () => {
  const times = timesMs(invocations(delay(ms(7), limit(5, endless("a")))));
  expect(times).toEqual([0, 7, 14, 21, 28]);
});

test("delay catches up after it fell behind", () => {
  let calls = 0;
  const complete = () => ({ type: "ok", afterNs: calls++ === 0 ? ms(35) : 0 }) as const;
  const times = timesMs(
    invocations(delay(ms(10), limit(6, endless("a"))), { concurrency: 1, complete }),
  );
  expect(times).toEqual([0, 35, 35, 35, 40, 50]);
});

test("sleep is quiet time between others, and none when it begins late", () => {
  const events = invocations(concat(ops(requests("a", 1)), sleep(ms(30)), ops(requests("b", 1))));
  expect(functionsOf(events)).toEqual(["a", "b"]);
  expect(timesMs(events)).toEqual([0, 30]);
});

test("timeLimit starts operations within its time only, counted from the first", () => {
  const late = concat(sleep(ms(100)), timeLimit(ms(50), delay(ms(20), endless("a"))));
  expect(timesMs(invocations(late))).toEqual([100, 120, 140]);
});

test("timeLimit ends on time while its generator waits", () => {
  const waits = timeLimit(ms(50), concat(ops(requests("a", 1)), sleep(ms(1_000)), endless("b")));
  expect(timesMs(invocations(concat(waits, ops(requests("after", 1)))))).toEqual([0, 50]);
});

test("timeLimit lets what is in flight complete", () => {
  const events = run(timeLimit(ms(5), endless("a")), { concurrency: 2 });
  expect(events.filter(({ type }) => type === "ok")).toHaveLength(2);
});
