// The general search against brute force on histories where its reductions apply. test/oracle/search-mutants.ts breaks each of them and
// sees to it that this test fails.
import { expect, test } from "vitest";
import { seed } from "../../../../src/core/ids.ts";
import { randomOf } from "../../../../src/core/random.ts";
import { compareSearch, SEARCH_SHAPES } from "../../../oracle/compare-search.ts";

const CASES = 600;
/** Cases further on that are the first to show one of the mutants. */
const RARE: Readonly<Record<string, readonly number[]>> = {
  "crowded register": [1457, 6034, 8213],
  "long working register": [856, 9458],
};

test.each(Object.entries(SEARCH_SHAPES))("agrees with every order tried: %s", (name, shape) => {
  const random = randomOf(seed(5)).fork(name);
  const cases = [...Array.from({ length: CASES }, (_, i) => i), ...(RARE[name] ?? [])];
  const results = cases.map((i) => compareSearch(shape, random.at(i)));
  expect(results.filter(({ agrees }) => !agrees)).toEqual([]);
  const valid = results.filter((result) => result.valid).length;
  expect(valid).toBeGreaterThan(CASES / 10);
  expect(valid).toBeLessThan(CASES);
});
