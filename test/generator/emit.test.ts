// Requests made one by one: from lists, functions and states.
import { expect, test } from "vitest";
import { emit, fromFunction, ops, unfold } from "../../src/generator/emit.ts";
import { invocations, requests, valuesOf } from "./run.ts";

test("emit generates its request once", () => {
  expect(invocations(emit({ f: "read", key: "x", value: 7 }))).toMatchObject([
    { f: "read", key: "x", value: 7, type: "invoke" },
  ]);
});

test("ops generates each request once, in order", () => {
  expect(valuesOf(invocations(ops(requests("w", 7))))).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("a function is asked until it answers null", () => {
  const early = fromFunction(({ time }) => (time < 25e6 ? { f: "r", value: null } : null));
  expect(invocations(early, { concurrency: 1 })).toHaveLength(3);
});

test("unfold carries its state from op to op", () => {
  const powers = unfold(1, (n) => (n > 8 ? null : [{ f: "w", value: n }, n * 2]));
  expect(valuesOf(invocations(powers))).toEqual([1, 2, 4, 8]);
});

test("what is asked does not depend on how many workers are free", () => {
  const random = fromFunction(({ random }) => ({ f: "w", value: random.int(0, 1e6) }));
  const values = (concurrency: number): unknown[] =>
    valuesOf(invocations(random, { concurrency, maxOps: 50 }));
  expect(values(1)).toEqual(values(7));
});

test("all workers get operations", () => {
  const events = invocations(ops(requests("w", 60)), { concurrency: 4 });
  expect(new Set(events.map(({ process }) => process))).toEqual(new Set([0, 1, 2, 3]));
});
