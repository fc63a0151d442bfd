// Keyed randomness: determinism, independence of neighbouring keys, and uniform draws.
import fc from "fast-check";
import { expect, test } from "vitest";
import { seed } from "../../src/core/ids.ts";
import { type Random, randomOf } from "../../src/core/random.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff }).map(seed);
const draws = (random: Random, count = 8): readonly number[] =>
  Array.from({ length: count }, () => random.float());

test("one key gives one answer, whatever was drawn or forked before", () => {
  fc.assert(
    fc.property(seeds, fc.string(), fc.nat(), fc.nat(20), (s, stream, position, used) => {
      const root = randomOf(s);
      const first = draws(root.fork(stream).at(position));
      draws(root, used);
      draws(root.fork("other"), used);
      expect(draws(root.fork(stream).at(position))).toEqual(first);
      expect(draws(randomOf(s).fork(stream).at(position))).toEqual(first);
    }),
  );
});

test("asking for another source draws nothing from this one", () => {
  const [plain, disturbed] = [randomOf(seed(1)), randomOf(seed(1))];
  const expected = draws(plain);
  expect(
    Array.from({ length: 8 }, () => {
      disturbed.fork("x").float();
      disturbed.at(3).float();
      return disturbed.float();
    }),
  ).toEqual(expected);
});

test("seed, stream and position each change the draws", () => {
  fc.assert(
    fc.property(seeds, fc.nat(1e9), (s, position) => {
      const root = randomOf(s);
      const sources = [
        root,
        randomOf(seed(s + 1)),
        root.fork("a"),
        root.fork("b"),
        root.fork("a").fork("b"),
        root.fork("b").fork("a"),
        root.at(position),
        root.at(position + 1),
        root.at(position + 2 ** 32),
      ];
      const distinct = new Set(sources.map((source) => draws(source).join()));
      expect(distinct.size).toBe(sources.length);
    }),
  );
});

test("integers cover both ends and nothing else", () => {
  const random = randomOf(seed(2));
  const seen = new Set(Array.from({ length: 500 }, () => random.int(-2, 3)));
  expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
});

test("chances of 0 and 1 are certain", () => {
  const random = randomOf(seed(3));
  for (let i = 0; i < 100; i++) {
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  }
});

test("a shuffle is a permutation and leaves its input alone", () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.nat()), (s, items) => {
      const before = [...items];
      const shuffled = randomOf(s).shuffle(items);
      expect(items).toEqual(before);
      const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
      expect(sorted(shuffled)).toEqual(sorted(items));
    }),
  );
});

test("picking from nothing is an error of the caller", () => {
  expect(() => randomOf(seed(4)).pick([])).toThrow();
});

/**
 * Pearson's statistic of `counts` against equal shares, as standard deviations from its mean (k - 1, variance
 * 2(k - 1)): beyond ±6 is no accident.
 */
function chiSquareSigmas(counts: readonly number[]): number {
  const share = counts.reduce((a, b) => a + b, 0) / counts.length;
  const statistic = counts.reduce((sum, n) => sum + (n - share) ** 2 / share, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

const BUCKETS = 16;
const SAMPLES = 20_000;
const bucketOf = (x: number): number => Math.floor(x * BUCKETS);

const NEIGHBOURS: readonly (readonly [string, (n: number) => Random])[] = [
  ["positions of one stream", (n) => randomOf(seed(42)).fork("ops").at(n)],
  ["seeds", (n) => randomOf(seed(n)).fork("ops").at(0)],
  ["numbered streams", (n) => randomOf(seed(42)).fork(`worker-${String(n)}`)],
  ["positions in another order", (n) => randomOf(seed(42)).at(n).fork("ops")],
  ["positions 2^32 apart", (n) => randomOf(seed(42)).at(n * 2 ** 32)],
];

test.each(NEIGHBOURS)("the first draws of neighbouring %s are uniform", (_, sourceAt) => {
  const counts = new Array<number>(BUCKETS).fill(0);
  for (let n = 0; n < SAMPLES; n++) {
    const bucket = bucketOf(sourceAt(n).float());
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(Math.abs(chiSquareSigmas(counts))).toBeLessThan(6);
});

test.each(NEIGHBOURS)("the first draws of two neighbouring %s are independent", (_, sourceAt) => {
  const counts = new Array<number>(BUCKETS ** 2).fill(0);
  let last = bucketOf(sourceAt(0).float());
  for (let n = 1; n <= SAMPLES; n++) {
    const next = bucketOf(sourceAt(n).float());
    const cell = last * BUCKETS + next;
    counts[cell] = (counts[cell] ?? 0) + 1;
    last = next;
  }
  expect(Math.abs(chiSquareSigmas(counts))).toBeLessThan(6);
});

test.each(NEIGHBOURS)(
  "small integers first drawn at neighbouring %s are uniform",
  (_, sourceAt) => {
    const counts = [0, 0, 0, 0, 0];
    for (let n = 0; n < SAMPLES; n++) {
      const value = sourceAt(n).int(0, 4);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(Math.abs(chiSquareSigmas(counts))).toBeLessThan(6);
  },
);

test("hundred thousand positions have hundred thousand different first draws, nearly", () => {
  const root = randomOf(seed(42)).fork("ops");
  const firsts = new Set(Array.from({ length: 100_000 }, (_, n) => root.at(n).float()));
  // Keys are 32 bits wide: the birthday bound expects about one collision.
  expect(firsts.size).toBeGreaterThan(99_985);
});
