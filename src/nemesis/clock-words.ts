// Offsets and rates of clocks as scenarios spell them and as people read them. Text and numbers only.
import type { ClockSkew } from "../core/damage.ts";
import { formatDuration, fromMs, parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";

/** A century: the routine counts nanoseconds in 64 bits, which end in 2262. */
const MOST_OFFSET_MS = 100 * 365.25 * 86_400_000;
/** A second each second: at minus that, the clock stands still. */
const MOST_DRIFT_PPM = 1_000_000;

/** `"-2s"` as milliseconds. Throws `usage` for what is none, or more than a century. */
export function signedMs(offset: string): number {
  const [, sign, size = ""] = /^\s*([+-]?)(.*)$/.exec(offset) ?? [];
  const ms = (sign === "-" ? -1 : 1) * toMs(parseDuration(size));
  if (Math.abs(ms) <= MOST_OFFSET_MS) return ms;
  throw new HarnessError("usage", `an offset of "${offset}" is more than a century`);
}

/** `"200ms/s"` or `"-500ppm"` as microseconds each second. Throws `usage`. */
export function toPpm(rate: string): number {
  const [, plain] = /^\s*([+-]?\d+(?:\.\d+)?)\s*ppm\s*$/.exec(rate) ?? [];
  const [, perSecond] = /^(.+)\/s\s*$/.exec(rate) ?? [];
  if (plain === undefined && perSecond === undefined) {
    throw new HarnessError("usage", `"${rate}" is no rate of a clock`, {
      hint: 'Write what it gains or loses each second, "200ms/s" or "-1ms/s", or parts per million, "500ppm".',
    });
  }
  const ppm = plain === undefined ? signedMs(perSecond ?? "") * 1_000 : Number(plain);
  if (Math.abs(ppm) <= MOST_DRIFT_PPM) return ppm;
  throw new HarnessError("usage", `a drift of "${rate}" is more than a second each second`);
}

/** "+500 ms", "gains 200 ms each second", "on and off every 100 ms". */
export function skewWords({
  offsetMs,
  driftPpm = 0,
  strobePeriodMs = 0,
}: ClockSkew): readonly string[] {
  const drifts = driftPpm !== 0;
  const words = offsetMs === 0 && drifts ? [] : [offsetWords(offsetMs)];
  if (drifts) {
    const perSecond = formatDuration(fromMs(Math.abs(driftPpm) / 1_000));
    words.push(`${driftPpm > 0 ? "gains" : "loses"} ${perSecond} each second`);
  }
  if (strobePeriodMs !== 0)
    words.push(`on and off every ${formatDuration(fromMs(strobePeriodMs))}`);
  return words;
}

const offsetWords = (ms: number): string =>
  ms === 0 ? "true time" : `${ms < 0 ? "-" : "+"}${formatDuration(fromMs(Math.abs(ms)))}`;
