// The linearizable checker against brute force on random small histories; test/oracle/fuzz.ts runs as many as one likes.
import { expect, test } from "vitest";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";
import { compare } from "../../oracle/compare.ts";
import { SHAPES } from "../../oracle/random-history.ts";

const CASES = 100;

/** Of what these do, nearly all is needed to see their lie, and of few models anything can be left out. */
const SELDOM_MINIMAL = /^working (?!register)/;

test.each(Object.keys(SHAPES))("agrees with every order tried: %s", async (model) => {
  const random = randomOf(seed(20)).fork(model);
  let minimal = 0;
  let invalid = 0;
  for (let i = 0; i < CASES; i++) {
    const comparison = await compare(model, random.at(i), 7);
    expect(comparison.problem).toBeNull();
    if (!comparison.valid) invalid++;
    if (comparison.minimal) minimal++;
  }
  expect(invalid).toBeGreaterThan(CASES / 10);
  expect(invalid).toBeLessThan(CASES);
  if (!SELDOM_MINIMAL.test(model)) expect(minimal).toBeGreaterThan(0);
});
