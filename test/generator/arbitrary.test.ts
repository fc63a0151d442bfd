// Operations drawn from fast-check's arbitraries by the run's own source.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { drawn, fromArbitrary } from "../../src/generator/arbitrary.ts";
import { limit } from "../../src/generator/limit.ts";
import { invocations, valuesOf } from "./run.ts";

/** Draws of every kind that the source answers: integers, bigints, doubles, clones (functions, streams). */
const everything = fc.record({
  text: fc.string(),
  amount: fc.bigInt(),
  ratio: fc.double(),
  list: fc.array(fc.oneof(fc.boolean(), fc.date(), fc.uuid())),
  tree: fc.anything(),
  call: fc.func(fc.integer()).map((f) => [f(1), f("x")]),
});

test("same seed, same values; another seed, other values", () => {
  const values = (n: number): unknown[] =>
    Array.from({ length: 40 }, (_, i) => drawn(everything, randomOf(seed(n)).at(i)));
  expect(values(5)).toEqual(values(5));
  expect(values(5)).not.toEqual(values(6));
});

test("what is drawn is what the arbitrary allows, its ends and middle included", () => {
  const small = fc.bigInt({ min: -3n, max: 3n });
  const found = new Set<unknown>();
  for (let i = 0; i < 300; i++) {
    const value = drawn(small, randomOf(seed(1)).at(i));
    expect(value >= -3n && value <= 3n).toBe(true);
    found.add(value);
  }
  expect(found.size).toBe(7);
});

test("large integers are spread over their whole range", () => {
  const wide = Array.from({ length: 400 }, (_, i) =>
    drawn(fc.bigInt({ min: 0n, max: 2n ** 100n }), randomOf(seed(2)).at(i)),
  );
  const high = wide.filter((value) => value > 2n ** 99n).length;
  expect(high / wide.length).toBeGreaterThan(0.35);
  expect(high / wide.length).toBeLessThan(0.65);
});

test("two functions of one draw differ, and each answers the same when called again", () => {
  const pair = fc.tuple(fc.func(fc.nat()), fc.func(fc.nat()));
  const [f, g] = drawn(pair, randomOf(seed(3)));
  const asked = Array.from({ length: 20 }, (_, i) => i);
  expect(asked.map((i) => f(i))).toEqual(asked.map((i) => f(i)));
  expect(asked.map((i) => f(i))).not.toEqual(asked.map((i) => g(i)));
});

test("a generator of requests, and of inputs that are made into requests", () => {
  const requests = fc.record({ f: fc.constantFrom("read", "write"), value: fc.nat(9) });
  const made = fromArbitrary(fc.nat(9), (value, { time }) => ({ f: "put", value: [value, time] }));
  const direct = invocations(limit(30, fromArbitrary(requests)));
  expect(new Set(direct.map(({ f }) => f))).toEqual(new Set(["read", "write"]));
  expect(valuesOf(invocations(limit(2, made), { concurrency: 1 }))).toEqual([
    [expect.any(Number), 0],
    [expect.any(Number), 10e6],
  ]);
});

test("what is drawn does not depend on how many workers there are", () => {
  const values = (concurrency: number): unknown[] =>
    valuesOf(
      invocations(
        limit(
          20,
          fromArbitrary(fc.nat(), (value) => ({ f: "w", value })),
        ),
        { concurrency },
      ),
    );
  expect(values(1)).toEqual(values(6));
});
