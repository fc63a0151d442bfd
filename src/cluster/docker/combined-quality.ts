// What two faults make of one link: they add up. Pure.
import type { LinkQuality } from "../../core/damage.ts";

/** Delays and jitters are added, chances come on top of each other, the longer bursts and the lower rate hold. */
export function combinedQuality(a: LinkQuality, b: LinkQuality): LinkQuality {
  const wider = (a.jitterMs ?? 0) >= (b.jitterMs ?? 0) ? a : b;
  const defined = Object.entries({
    delayMs: sum(a.delayMs, b.delayMs),
    jitterMs: sum(a.jitterMs, b.jitterMs),
    distribution: wider.distribution,
    loss: either(a.loss, b.loss),
    lossBurst: most(a.lossBurst, b.lossBurst),
    duplicate: either(a.duplicate, b.duplicate),
    reorder: either(a.reorder, b.reorder),
    corrupt: either(a.corrupt, b.corrupt),
    rateKbit: least(a.rateKbit, b.rateKbit),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined);
}

type Pairing = (a: number | undefined, b: number | undefined) => number | undefined;

const both =
  (combine: (a: number, b: number) => number): Pairing =>
  (a, b) =>
    a === undefined ? b : b === undefined ? a : combine(a, b);

const sum = both((a, b) => a + b);
const either = both((a, b) => 1 - (1 - a) * (1 - b));
const most = both(Math.max);
const least = both(Math.min);
