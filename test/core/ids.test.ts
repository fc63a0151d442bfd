// Seeds are 32 bits wide, whatever was passed.
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";

test.each([
  [0, 0],
  [0xffff_ffff, 0xffff_ffff],
  [2 ** 32, 0],
  [-1, 0xffff_ffff],
  [1.9, 1],
])("seed %d is %d", (given, expected) => {
  expect(seed(given)).toBe(expected);
});
