// Randomness keyed by (seed, stream, position): asking twice gives one answer and uses nothing up, so taking an
// operation out of a schedule does not reshuffle the rest. The generator of bits is pure-rand's xoroshiro128+.
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { assert, elementAt } from "./assert.ts";
import type { Seed } from "./ids.ts";

/** A source at one key. Draws advance it; `at` and `fork` give independent sources and leave it as it was. */
export interface Random {
  /** Uniform integer, both ends included. */
  int(min: number, max: number): number;
  /** Uniform double in [0, 1). */
  float(): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
  /** The source of a named stream below this one. */
  fork(stream: string): Random;
  /** The source at a position of this stream. */
  at(position: number): Random;
}

/** The root source of a seed. */
export const randomOf = (seed: Seed): Random => sourceAt(mix(0x9e3779b9, seed));

function sourceAt(key: number): Random {
  let generator: ReturnType<typeof xoroshiro128plus> | null = null;
  const bits = (): ReturnType<typeof xoroshiro128plus> => (generator ??= xoroshiro128plus(key));
  const random: Random = {
    int: (min, max) => {
      assert(min <= max, `an integer from ${String(min)} to ${String(max)}`);
      return uniformInt(bits(), min, max);
    },
    float: () => uniformFloat64(bits()),
    chance: (probability) => uniformFloat64(bits()) < probability,
    pick: (items) => elementAt(items, random.int(0, items.length - 1)),
    shuffle: (items) => shuffled(items, random),
    fork: (stream) => sourceAt(mix(key, hashText(stream))),
    at: (position) => sourceAt(mix(mix(key, position >>> 0), Math.floor(position / 0x1_0000_0000))),
  };
  return random;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let last = out.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    const moved = elementAt(out, last);
    out[last] = elementAt(out, other);
    out[other] = moved;
  }
  return out;
}

/** Two 32-bit words to one, by the finalizer of MurmurHash3 (Appleby, public domain). */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0xcc9e2d51), 0x1b873593);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/** FNV-1a over UTF-16 code units. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
}
