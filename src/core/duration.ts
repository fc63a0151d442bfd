// Durations as people write them ("250ms", "5s", "2m") and as the harness counts them (nanoseconds).
import { HarnessError } from "./errors.ts";
import { type Nanos, nanos } from "./ids.ts";

const NANOS_PER: Readonly<Record<string, number>> = {
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** `"5s"` → nanoseconds. Units us, ms, s, m, h; fractions allowed. Throws `usage` on anything else. */
export function parseDuration(text: string): Nanos {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/.exec(text.trim());
  const factor = NANOS_PER[match?.[2] ?? ""];
  if (match === null || factor === undefined) {
    throw new HarnessError("usage", `"${text}" is no duration`, {
      hint: 'Write a number and a unit: "250ms", "5s", "2m".',
    });
  }
  return nanos(Number(match[1]) * factor);
}

export const fromMs = (ms: number): Nanos => nanos(ms * 1e6);
export const toMs = (duration: Nanos): number => duration / 1e6;
export const toSeconds = (duration: Nanos): number => duration / 1e9;

/** For people: `1.5 ms`, `12.8 s`, `2 min 5 s`. */
export function formatDuration(duration: Nanos): string {
  const ms = toMs(duration);
  if (ms < 1) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${String(Math.floor(ms / 60_000))} min ${((ms % 60_000) / 1000).toFixed(0)} s`;
}
