// The events of a history that tell how far the nodes' wall clocks are off: `info` of the nemesis, no operation.
import type { History } from "./history.ts";

/** Their `f`; the value has the milliseconds that each running node's clock is ahead: `{"n1":-2000}`. */
export const CLOCK_OFFSETS = "clock-offsets";

export interface ClockSample {
  readonly seconds: number;
  /** Node → milliseconds ahead. */
  readonly ms: ReadonlyMap<string, number>;
}

/** All samples of a run, in order. What is no sample, as a file may have it, is left out. */
export function clockSamplesOf(history: History): readonly ClockSample[] {
  const { columns } = history;
  const f = columns.functions.indexOf(CLOCK_OFFSETS);
  if (f < 0) return [];
  const found: ClockSample[] = [];
  columns.f.forEach((name, index) => {
    const value = columns.values[index];
    if (name !== f || typeof value !== "object" || value === null) return;
    const ms = Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number",
    );
    found.push({ seconds: (columns.time[index] ?? 0) / 1e9, ms: new Map(ms) });
  });
  return found;
}
