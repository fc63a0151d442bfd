// How many operations succeed per second, in windows of one second that slide over the load: what "as before" means
// after a fault. Times are nanoseconds.
import { elementAt } from "../core/assert.ts";
import type { Span } from "./success-gaps.ts";

const WINDOW = 1e9;
/** How finely the windows slide. */
const STEP = 1e8;
/** The rate counts as steady when it stays up for this long, or to the end of the load. */
const STAYS = 2e9;
/** A rate that comes back shows as steady only so long after. */
export const STEADY_SEEN_MS = (WINDOW + STAYS) / 1e6;
/** Of the rate before the first fault. */
const ENOUGH = 0.8;
/** Chance alone takes a rate of `m` a second no lower than this many times √m below it, hardly ever. */
const CHANCE = 2;
/** Fewer successes a second than these come too irregularly to tell a rate from another. */
const FEWEST_PER_SECOND = 5;

/** Successes per second before `until`, the median of whole seconds; null where there is none, or too few succeed. */
export function usualRate(successes: readonly number[], load: Span, until: number): number | null {
  const seconds = Math.floor((Math.min(until, load.end) - load.start) / WINDOW);
  if (seconds < 1) return null;
  const counts = new Array<number>(seconds).fill(0);
  for (const time of successes) {
    const second = Math.floor((time - load.start) / WINDOW);
    if (second >= 0 && second < seconds) counts[second] = elementAt(counts, second) + 1;
  }
  counts.sort((a, b) => a - b);
  const median = elementAt(counts, Math.floor((seconds - 1) / 2));
  return median < FEWEST_PER_SECOND ? null : median;
}

/** What a window must hold to be as good as `usual`: 80 %, or what chance leaves of a small number. */
export const enoughOf = (usual: number): number =>
  Math.min(ENOUGH * usual, usual - CHANCE * Math.sqrt(usual));

/**
 * The first moment from `from` on at which the rate is, and stays, at least `enough`; null where the load ended before.
 * `successes` ascend.
 */
export class SteadyRate {
  readonly #start: number;
  /** Per step: for how many steps from there on the windows hold enough. */
  readonly #lasts: Float64Array;

  constructor(successes: readonly number[], load: Span, enough: number) {
    const steps = Math.max(0, Math.floor((load.end - load.start - WINDOW) / STEP) + 1);
    this.#start = load.start;
    this.#lasts = new Float64Array(steps);
    let first = 0;
    let next = 0;
    for (let step = 0; step < steps; step++) {
      const at = load.start + step * STEP;
      while (first < successes.length && elementAt(successes, first) <= at) first++;
      while (next < successes.length && elementAt(successes, next) <= at + WINDOW) next++;
      this.#lasts[step] = next - first >= enough ? 1 : 0;
    }
    for (let step = steps - 2; step >= 0; step--) {
      if (this.#lasts[step] !== 0) this.#lasts[step] = 1 + (this.#lasts[step + 1] ?? 0);
    }
  }

  from(moment: number): number | null {
    const begin = Math.max(0, Math.ceil((moment - this.#start) / STEP));
    for (let step = begin; step < this.#lasts.length; step++) {
      const lasts = this.#lasts[step] ?? 0;
      const toTheEnd = step + lasts === this.#lasts.length;
      if (lasts > 0 && (lasts * STEP >= STAYS || toTheEnd)) return this.#start + step * STEP;
    }
    return null;
  }
}
