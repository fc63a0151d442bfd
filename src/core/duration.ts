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

/** For people: `1.5 ms`, `12.8 s`, `2 min 5 s`. Each limit is where rounding would reach the next form. */
export function formatDuration(duration: Nanos): string {
  const ms = toMs(duration);
  if (ms === 0) return "0 s";
  if (ms < 0.9995) return `${(ms * 1000).toFixed(0)} µs`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${ms.toFixed(0)} ms`;
  if (ms < 119_950) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
