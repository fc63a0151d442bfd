// What a measurement of one history yields, as the child process that made it prints it.

export interface Figures {
  readonly valid: boolean | "unknown";
  /** Why it is unknown: `timeout`, `memory`, … */
  readonly reason?: string;
  readonly operations: number;
  /** Of the check alone, without reading: the median of the runs. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The first run's: code not compiled yet. */
  readonly coldMs: number;
  /** Resident memory at the peak of the first check, over that of the loaded history. */
  readonly peakMb: number;
}

/** `T` over the time, `M` over the memory, `X` crashed. */
export type Outcome = Figures | "T" | "M" | "X";

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
