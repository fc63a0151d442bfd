// The times between successes, as spans: what availability is measured by. Times are nanoseconds.
import { type Nanos, nanos } from "../core/ids.ts";

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
