// The operations as the charts want them: seconds and milliseconds, sorted by start.
import type { OperationColumns } from "../report/payload-format.ts";

export interface OperationRows extends Omit<OperationColumns, "startDelta" | "duration"> {
  readonly length: number;
  /** Seconds since the run's start, ascending. */
  readonly start: Float64Array;
  /** Milliseconds until the completion, at least a microsecond, so that it has a place on a log scale. */
  readonly latencyMs: Float64Array;
  /** Its decimal logarithm: taken once, not at each drawing. */
  readonly logLatency: Float64Array;
}

const SHORTEST_MS = 0.001;

export function rowsOf(columns: OperationColumns, tickNs: number): OperationRows {
  const { startDelta, duration, ...rest } = columns;
  const length = startDelta.length;
  const start = new Float64Array(length);
  const latencyMs = new Float64Array(length);
  const logLatency = new Float64Array(length);
  let ticks = 0;
  for (let row = 0; row < length; row++) {
    ticks += startDelta[row] ?? 0;
    start[row] = (ticks * tickNs) / 1e9;
    const ms = Math.max(SHORTEST_MS, ((duration[row] ?? 0) * tickNs) / 1e6);
    latencyMs[row] = ms;
    logLatency[row] = Math.log10(ms);
  }
  return { ...rest, length, start, latencyMs, logLatency };
}

/** The first row that starts at or after `seconds`, by bisection. */
export function rowAt(rows: OperationRows, seconds: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows.start[middle] ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
