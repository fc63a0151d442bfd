// Samples of clocks: once a second, on demand in between, and a gap where the back end does not answer.
import { expect, test } from "vitest";
import type { Clocks } from "../../src/cluster/api.ts";
import { nodeId } from "../../src/core/ids.ts";
import { startRealClock } from "../../src/core/real-clock.ts";
import { ClockSamples } from "../../src/runner/clock-samples.ts";

const N1 = nodeId("n1");

const clocksAt = (offsets: readonly (number | Error)[]): Clocks => {
  const left = [...offsets];
  return {
    skew: () => Promise.reject(new Error("nobody skews here")),
    offsets: () => {
      const next = left.shift() ?? 0;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(new Map([[N1, next]]));
    },
  };
};

test("each sample is taken once, to microseconds", async () => {
  const samples = new ClockSamples(clocksAt([500, -0.123456]), startRealClock());
  await samples.sample();
  await samples.sample();
  const taken = samples.take();
  expect(taken.map(({ f, value }) => ({ f, value }))).toEqual([
    { f: "clock-offsets", value: { n1: 500 } },
    { f: "clock-offsets", value: { n1: -0.123 } },
  ]);
  expect(taken[1]?.time).toBeGreaterThanOrEqual(taken[0]?.time ?? NaN);
  expect(samples.take()).toEqual([]);
});

test("a back end that does not answer leaves a gap", async () => {
  const samples = new ClockSamples(clocksAt([new Error("busy"), 7]), startRealClock());
  await samples.sample();
  await samples.sample();
  expect(samples.take().map(({ value }) => value)).toEqual([{ n1: 7 }]);
});

test("it samples by itself until it is told to stop", async () => {
  const stop = new AbortController();
  const samples = new ClockSamples(clocksAt([1]), startRealClock());
  const running = samples.run(stop.signal);
  await samples.sample();
  stop.abort();
  await running;
  expect(samples.take().map(({ value }) => value)).toEqual([{ n1: 1 }, { n1: 0 }]);
});
