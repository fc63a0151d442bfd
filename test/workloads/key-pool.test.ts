// The pool of keys of transactional loads: places are chosen as often as asked, and keys that are used up make room.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import {
  choosePlace,
  type KeyChoice,
  keyPool,
  keyWeights,
  writeAt,
} from "../../src/workloads/key-pool.ts";

const DRAWS = 20_000;

function shares(choice: KeyChoice, size: number): readonly number[] {
  const random = randomOf(seed(1));
  const counts = Array.from({ length: size }, () => 0);
  for (let draw = 0; draw < DRAWS; draw++) {
    const place = choosePlace(keyWeights(choice, size), random);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.map((count) => count / DRAWS);
}

test.each([
  ["uniform", [1 / 4, 1 / 4, 1 / 4, 1 / 4]],
  ["zipf", [12 / 25, 6 / 25, 4 / 25, 3 / 25]],
  ["exponential", [8 / 15, 4 / 15, 2 / 15, 1 / 15]],
] as const)("%s places come as often as they should", (choice, expected) => {
  shares(choice, 4).forEach((share, place) => {
    expect(Math.abs(share - (expected[place] ?? 0))).toBeLessThan(0.015);
  });
});

test("a key that has had its writes makes room for the next fresh one", () => {
  let pool = keyPool(2);
  const written: (readonly [number | undefined, number])[] = [];
  for (const place of [0, 0, 1, 0, 1, 0]) {
    const key = pool.slots[place]?.key;
    const { value, pool: after } = writeAt(pool, place, 2);
    written.push([key, value]);
    pool = after;
  }
  expect(written).toEqual([
    [0, 1],
    [0, 2],
    [1, 1],
    [2, 1],
    [1, 2],
    [2, 2],
  ]);
  expect(pool.slots.map(({ key }) => key)).toEqual([4, 3]);
});
