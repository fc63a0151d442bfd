// Operations of fast-check's arbitraries, drawn from the run's own source: the seed decides them as it does all else.
// Takes any object that generates as fast-check 4 does; the package itself is the user's and is never loaded here.
import type { AnyRequest } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import { fromFunction } from "./emit.ts";
import type { GenContext, Generator } from "./generator.ts";

/** What an operation's input may be drawn from: an `Arbitrary<T>` of fast-check. */
export interface Arbitrary<T> {
  generate(random: never, biasFactor: number | undefined): { readonly value: T };
}

/** One draw in so many prefers small values and the ends of ranges; fast-check's own runs begin with 2. */
const BIAS = 3;

/** A value of the arbitrary. Same source, same value. */
export const drawn = <T>(arbitrary: Arbitrary<T>, random: Random): T =>
  arbitrary.generate(sourceOf(random) as never, BIAS).value;

/** Endless operations of what `arbitrary` draws: requests, or what `toRequest` makes into one. */
export function fromArbitrary<R extends AnyRequest>(arbitrary: Arbitrary<R>): Generator<R>;
export function fromArbitrary<T, R extends AnyRequest>(
  arbitrary: Arbitrary<T>,
  toRequest: (value: T, context: GenContext) => R,
): Generator<R>;
export function fromArbitrary(
  arbitrary: Arbitrary<unknown>,
  toRequest = (value: unknown, _context: GenContext) => value as AnyRequest,
): Generator {
  return fromFunction((context) =>
    toRequest(drawn(arbitrary, context.random.fork("arbitrary")), context),
  );
}

const MIN_INT = -0x8000_0000;
const MAX_INT = 0x7fff_ffff;
const WORD = 0x1_0000_0000;

/** The members of fast-check 4's `Random`, over a source of ours. */
function sourceOf(random: Random): object {
  let draws = 0;
  const int = (min: number, max: number): number => {
    draws += 1;
    return random.int(min, max);
  };
  return {
    nextInt: (min = MIN_INT, max = MAX_INT) => int(min, max),
    next: (bits: number) => int(0, 2 ** bits - 1),
    nextBoolean: () => int(0, 1) === 1,
    nextDouble: () => {
      draws += 1;
      return random.float();
    },
    nextBigInt: (min: bigint, max: bigint) => bigIntIn(min, max, () => int(0, WORD - 1)),
    // Whoever keeps a clone to draw from later gets the same again, and others another one.
    clone: () => sourceOf(random.fork("clone").at(draws)),
    getState: () => undefined,
  };
}

/** Uniform up to a part in 2^64: one word more than the range has is drawn. */
function bigIntIn(min: bigint, max: bigint, word: () => number): bigint {
  const range = max - min + 1n;
  let value = 0n;
  let span = 1n;
  while (span < range << 64n) {
    value = value * BigInt(WORD) + BigInt(word());
    span *= BigInt(WORD);
  }
  return min + (value % range);
}
