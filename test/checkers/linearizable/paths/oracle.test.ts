// The linear-time paths of collections against brute force on random small histories; test/oracle/fuzz-paths.ts runs as many as one likes.
import { expect, test } from "vitest";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { compareRandom } from "../../../oracle/compare-path.ts";
import { COLLECTIONS } from "../../../oracle/collections.ts";

const CASES = 400;

test.each(Object.keys(COLLECTIONS))("agrees with every order tried: %s", (name) => {
  const random = randomOf(seed(31)).fork(name);
  const total = { objects: 0, decided: 0, valid: 0 };
  for (let i = 0; i < CASES; i++) {
    const { problem, counts } = compareRandom(name, random.at(i), 8);
    expect(problem).toBeNull();
    total.objects += counts.objects;
    total.decided += counts.decided;
    total.valid += counts.valid;
  }
  expect(total.decided).toBeGreaterThan(total.objects * 0.7);
  expect(total.valid).toBeGreaterThan(CASES / 5);
  expect(total.decided - total.valid).toBeGreaterThan(0);
});
