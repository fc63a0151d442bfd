// The times between successes, as spans: what availability is measured by. Times are nanoseconds.
import type { History } from "../core/history.ts";
import { type Nanos, nanos } from "../core/ids.ts";
import type { CheckContext } from "./checker.ts";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The spans of `load` between one success and the next, its ends included. `successes` ascend. */
export function gapsOf(successes: readonly number[], load: Span): readonly Span[] {
  const inside = successes.filter((time) => time > load.start && time < load.end);
  const borders = [load.start, ...inside, load.end];
  return borders.slice(1).map((end, i) => ({ start: borders[i] as number, end }));
}

/** The parts of the gaps that lie in `span`. */
export const within = (gaps: readonly Span[], span: Span): readonly Span[] =>
  gaps
    .map(({ start, end }) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) }))
    .filter(({ start, end }) => end > start);

export const longestGap = (gaps: readonly Span[]): Nanos =>
  nanos(gaps.reduce((longest, { start, end }) => Math.max(longest, end - start), 0));

/** When the load ran; without a run, from the first event to the last. */
export function loadOf(history: History, { loadWindow }: CheckContext): Span {
  if (loadWindow !== null) return loadWindow;
  const { time } = history.columns;
  return { start: time[0] ?? 0, end: time[time.length - 1] ?? 0 };
}

/** When operations succeeded, ascending. */
export const successTimes = (history: History): readonly number[] =>
  history
    .operations()
    .flatMap(({ outcome, end }) => (outcome.type === "ok" && end !== null ? [end] : []))
    .sort((a, b) => a - b);
