// The simulation itself: repeatable, and busy enough that a verdict on it means something.
import { expect, test } from "vitest";
import { simulate } from "./simulate.ts";
import { transactions } from "./traffic.ts";
import { WEATHERS } from "./weather.ts";

test("the same seed gives the same history, another seed another", () => {
  const run = (seed: number): string =>
    simulate({ seed, bug: null, weather: WEATHERS.stormy }).digest;
  expect(run(1)).toBe(run(1));
  expect(run(1)).not.toBe(run(2));
});

test.each(Object.entries(WEATHERS))(
  "in %s weather operations of all kinds succeed",
  (_, weather) => {
    const history = simulate({ seed: 3, bug: null, weather });
    expect(history.problems).toEqual([]);
    const done = history.operations().filter((op) => op.outcome.type === "ok");
    for (const f of ["read", "write", "cas"])
      expect(done.filter((op) => op.f === f).length, f).toBeGreaterThan(5);
  },
);

test.each(Object.entries(WEATHERS))("in %s weather transactions succeed", (_, weather) => {
  const history = simulate({ seed: 3, bug: null, weather, traffic: transactions });
  expect(history.problems).toEqual([]);
  const done = history.operations().filter((op) => op.outcome.type === "ok");
  expect(done.length).toBeGreaterThan(20);
});
