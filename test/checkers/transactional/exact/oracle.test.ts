// Exact mode against brute force over all orders; test/oracle/fuzz-exact.ts runs more, test/oracle/exact-mutants.ts breaks its rules.
import { expect, test } from "vitest";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { compareExact, EXACT_SHAPES } from "../../../oracle/compare-exact.ts";

const CASES = 120;

test.each(EXACT_SHAPES)("agrees with brute force on histories of %s", async (shape) => {
  const random = randomOf(seed(21)).fork(shape);
  const problems: string[] = [];
  let bad = 0;
  for (let i = 0; i < CASES; i++) {
    const { problem, broken } = await compareExact(shape, random.at(i), 6);
    if (problem !== null) problems.push(problem);
    if (broken.length > 0) bad++;
  }
  expect(problems).toEqual([]);
  expect(bad).toBeGreaterThan(CASES / 20);
});
