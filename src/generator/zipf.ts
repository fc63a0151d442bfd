// A choice where a few are drawn most of the time, as keys of real systems are: the hot ones and the long tail.
import { HarnessError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";

/** Where the least frequent word is about as rare as in natural text (Zipf's law, 1949). */
const NATURAL_SKEW = 1;
/** The table of sums takes 8 bytes each. */
const MAX_COUNT = 10_000_000;

/** Draws `0 … count-1`, `i` in proportion to `1 / (i + 1) ** skew`; skew 0 is uniform. The table is made once. */
export function zipf(count: number, skew: number = NATURAL_SKEW): (random: Random) => number {
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT || !(skew >= 0))
    throw new HarnessError(
      "usage",
      `zipf(${String(count)}, ${String(skew)}): 1 to ${String(MAX_COUNT)} things, a skew from 0`,
    );
  const sums = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) sums[i] = total += (i + 1) ** -skew;
  return (random) => firstAbove(sums, random.float() * total);
}

/** The first place whose sum is above `point`. */
function firstAbove(sums: Float64Array, point: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
