// Choices that are not uniform: by weights, and by Zipf's law.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { weighted } from "../../src/generator/weighted.ts";
import { zipf } from "../../src/generator/zipf.ts";

const DRAWS = 20_000;

function shares<T>(draw: (random: ReturnType<typeof randomOf>) => T, n = 1): Map<T, number> {
  const random = randomOf(seed(n));
  const counts = new Map<T, number>();
  for (let i = 0; i < DRAWS; i++) {
    const item = draw(random);
    counts.set(item, (counts.get(item) ?? 0) + 1 / DRAWS);
  }
  return counts;
}

test("zipf draws each in proportion to a power of its rank", () => {
  for (const skew of [0, 0.5, 1, 2]) {
    const found = shares(zipf(8, skew));
    const weights = Array.from({ length: 8 }, (_, i) => (i + 1) ** -skew);
    const total = weights.reduce((a, b) => a + b, 0);
    weights.forEach((weight, i) => expect(found.get(i)).toBeCloseTo(weight / total, 1));
    expect(found.size).toBe(8);
  }
});

test("zipf stays within its range, and the same source gives the same draw", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.nat(),
      (count, skew, n) => {
        const draw = zipf(count, skew);
        const [a, b] = [randomOf(seed(n)), randomOf(seed(n))];
        for (let i = 0; i < 20; i++) {
          const drawn = draw(a);
          expect(draw(b)).toBe(drawn);
          expect(Number.isInteger(drawn) && drawn >= 0 && drawn < count).toBe(true);
        }
      },
    ),
  );
});

test("weighted draws in proportion to the weights, never those of weight 0", () => {
  const found = shares(
    weighted([
      [3, "a"],
      [0, "never"],
      [1, "b"],
    ]),
  );
  expect(found.get("a")).toBeCloseTo(0.75, 1);
  expect(found.get("b")).toBeCloseTo(0.25, 1);
  expect(found.size).toBe(2);
});

test("choices among nothing are mistakes of the user's", () => {
  expect(() => zipf(0)).toThrow(/zipf\(0, 1\)/);
  expect(() => zipf(3, -1)).toThrow(/a skew from 0/);
  expect(() => weighted([[0, "a"]])).toThrow(/weight above 0/);
});
