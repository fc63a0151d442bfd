// The keys that a transactional load works on: a pool of a few, some chosen more often than others; a key that has had
// its writes leaves, and the next fresh one takes its place. Keys are 0, 1, 2, … in the order in which they come in.
import type { Random } from "../core/random.ts";

/** How much more often the first places of the pool are chosen than the last. */
export type KeyChoice = "exponential" | "zipf" | "uniform";

/** Keys in use, by place, with the number of writes that they have had. Immutable. */
export interface KeyPool {
  readonly slots: readonly { readonly key: number; readonly writes: number }[];
  /** The key that comes in next. */
  readonly fresh: number;
}

/** Each place is chosen so many times as often as the next (as in Elle's generators). */
const EXPONENTIAL_BASE = 2;

/** A pool of the keys 0 to `size - 1`. */
export function keyPool(size: number): KeyPool {
  const slots = Array.from({ length: size }, (_, key) => ({ key, writes: 0 }));
  return { slots, fresh: size };
}

/** Relative frequency of each place. */
export function keyWeights(choice: KeyChoice, size: number): readonly number[] {
  return Array.from({ length: size }, (_, place) => {
    if (choice === "uniform") return 1;
    return choice === "zipf" ? 1 / (place + 1) : EXPONENTIAL_BASE ** -place;
  });
}

/** A place, drawn by `weights`. */
export function choosePlace(weights: readonly number[], random: Random): number {
  let at = random.float() * weights.reduce((sum, weight) => sum + weight, 0);
  const place = weights.findIndex((weight) => (at -= weight) < 0);
  return place < 0 ? weights.length - 1 : place;
}

/** One more write of the key at `place`; its value is its number among the key's writes, from 1. */
export function writeAt(
  { slots, fresh }: KeyPool,
  place: number,
  writesPerKey: number,
): { readonly value: number; readonly pool: KeyPool } {
  const { key = 0, writes = 0 } = slots[place] ?? {};
  const value = writes + 1;
  const isUsedUp = value >= writesPerKey;
  const next = isUsedUp ? { key: fresh, writes: 0 } : { key, writes: value };
  return { value, pool: { slots: slots.with(place, next), fresh: isUsedUp ? fresh + 1 : fresh } };
}
