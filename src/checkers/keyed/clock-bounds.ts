// How long something certainly lasts that was promised by a clock that may be wrong. Knows no lease.

/** How wrong clocks may be. */
export interface ClockBounds {
  /** What was promised counts for so much less: what reading the clock and jumps of it may hide. 10 when left out. */
  readonly clockUncertaintyMs?: number;
  /** A clock gains or loses this share of the time at most. 0.001 when left out. */
  readonly clockDrift?: number;
}

const UNCERTAINTY_MS = 10;
const DRIFT = 0.001;

/** Real nanoseconds that `promisedMs` by somebody's clock last at least. */
export function certainNs(promisedMs: number, bounds: ClockBounds): number {
  const { clockUncertaintyMs = UNCERTAINTY_MS, clockDrift = DRIFT } = bounds;
  return ((promisedMs - clockUncertaintyMs) / (1 + clockDrift)) * 1e6;
}
