// How bad a link is, as scenarios write it, as faults keep it, and in words. Pure.
import type { LinkQuality } from "../core/damage.ts";
import { formatDuration, fromMs, parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";

/** How bad a link is; what is left out is as it was. Shares are of packets, from 0 to 1. */
export interface Quality {
  /** One way: a request and its reply are late by twice this where both ways are slow. */
  readonly delay?: string;
  /** The spread around `delay`: half the width for uniform, the standard deviation for normal and pareto. */
  readonly jitter?: string;
  /** Default: uniform. */
  readonly distribution?: "uniform" | "normal" | "pareto";
  readonly loss?: number;
  /** How many packets are lost in a row, on average; default 1: each by itself. */
  readonly lossBurst?: number;
  readonly duplicate?: number;
  /** The share that goes out at once, while the others wait `delay`. */
  readonly reorder?: number;
  /** One bit is flipped on the way; the receiver's checksum tells, and the packet is lost there. */
  readonly corrupt?: number;
  /** "1mbit", "64kbit": bits per second. */
  readonly rate?: string;
}

const DISTRIBUTIONS = ["uniform", "normal", "pareto"];
const SHARES = ["loss", "duplicate", "reorder", "corrupt"] as const;
/** No packet waits longer: what holds it back has room for so much. */
const LONGEST_DELAY_MS = 60_000;

/** As faults keep it. Throws `usage` for what is no quality, and for one that makes nothing worse. */
export function parseQuality(quality: Quality): LinkQuality {
  const { delay, jitter, distribution, lossBurst, rate } = quality;
  const parsed: LinkQuality = {
    ...(delay === undefined ? {} : { delayMs: waitMs(delay) }),
    ...(jitter === undefined ? {} : { jitterMs: waitMs(jitter) }),
    ...(distribution === undefined ? {} : { distribution }),
    ...Object.fromEntries(
      SHARES.flatMap((share) => {
        const value = quality[share];
        return value === undefined ? [] : [[share, shareOf(value, share)]];
      }),
    ),
    ...(lossBurst === undefined ? {} : { lossBurst }),
    ...(rate === undefined ? {} : { rateKbit: rateKbit(rate) }),
  };
  const problem = problemOf(parsed);
  if (problem === null) return parsed;
  throw new HarnessError("usage", `${JSON.stringify(quality)} is no quality of a link: ${problem}`);
}

function problemOf(quality: LinkQuality): string | null {
  const { delayMs = 0, jitterMs = 0, distribution = "uniform", loss = 0, reorder = 0 } = quality;
  if (!DISTRIBUTIONS.includes(distribution)) return `there are ${DISTRIBUTIONS.join(", ")} jitters`;
  if (reorder > 0 && delayMs === 0) return "to overtake, others must be delayed: add a delay";
  if (quality.lossBurst !== undefined && (loss === 0 || !(quality.lossBurst >= 1))) {
    return "bursts of losses need a loss, and last 1 packet or more";
  }
  const shares = SHARES.some((share) => (quality[share] ?? 0) > 0);
  if (delayMs > 0 || jitterMs > 0 || shares || quality.rateKbit !== undefined) return null;
  return "it makes nothing worse";
}

/** As parameters hold it, back again. */
export const qualityIn = (parameter: Json | undefined): LinkQuality =>
  typeof parameter === "object" && parameter !== null && !Array.isArray(parameter)
    ? (parameter as LinkQuality)
    : {};

/** "50 ms ± 20 ms late", "10% lost in bursts of 4". */
export function qualityWords(quality: LinkQuality): readonly string[] {
  const { delayMs = 0, jitterMs = 0, distribution, lossBurst = 1, rateKbit } = quality;
  const share = (value: number | undefined, word: string): readonly string[] =>
    (value ?? 0) > 0 ? [`${String(Math.round((value ?? 0) * 1e4) / 100)}% ${word}`] : [];
  const spread = jitterMs > 0 ? ` ± ${formatDuration(fromMs(jitterMs))}` : "";
  const shape = jitterMs > 0 && distribution !== undefined ? ` (${distribution})` : "";
  const late = delayMs > 0 || jitterMs > 0;
  return [
    ...(late ? [`${formatDuration(fromMs(delayMs))}${spread} late${shape}`] : []),
    ...share(quality.loss, lossBurst > 1 ? `lost in bursts of ${String(lossBurst)}` : "lost"),
    ...share(quality.duplicate, "duplicated"),
    ...share(quality.reorder, "reordered"),
    ...share(quality.corrupt, "corrupted"),
    ...(rateKbit === undefined ? [] : [`${String(rateKbit)} kbit/s`]),
  ];
}

function waitMs(duration: string): number {
  const ms = toMs(parseDuration(duration));
  if (ms <= LONGEST_DELAY_MS) return ms;
  throw new HarnessError("usage", `a delay of "${duration}" is too long`, {
    hint: `At most ${formatDuration(fromMs(LONGEST_DELAY_MS))}; beyond that, use a partition.`,
  });
}

function shareOf(value: number, what: string): number {
  if (value >= 0 && value <= 1) return value;
  throw new HarnessError("usage", `a share of ${String(value)} for "${what}" cannot be`, {
    hint: "Use a number from 0 to 1: 0.1 is one packet in ten.",
  });
}

const KBIT_PER: Readonly<Record<string, number>> = { kbit: 1, mbit: 1e3, gbit: 1e6 };

function rateKbit(rate: string): number {
  const match = /^(\d+(?:\.\d+)?)(kbit|mbit|gbit)$/.exec(rate.trim());
  const kbit = Number(match?.[1] ?? 0) * (KBIT_PER[match?.[2] ?? ""] ?? 0);
  if (kbit >= 1) return kbit;
  throw new HarnessError("usage", `"${rate}" is no rate`, {
    hint: 'Write a number and a unit, bits per second: "64kbit", "1mbit".',
  });
}
