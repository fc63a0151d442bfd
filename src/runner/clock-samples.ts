// Samples how far the nodes' wall clocks are off while a run has faults of clocks: notes for the history. Judges nothing.
import type { Clocks } from "../cluster/api.ts";
import type { Clock } from "../core/clock.ts";
import { CLOCK_OFFSETS } from "../core/clock-offsets.ts";
import { fromMs } from "../core/duration.ts";
import type { Note } from "./interpreter.ts";

const SAMPLE_EVERY = fromMs(1_000);

export class ClockSamples {
  readonly #clocks: Clocks;
  readonly #clock: Clock;
  #notes: Note[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(clocks: Clocks, clock: Clock) {
    this.#clocks = clocks;
    this.#clock = clock;
  }

  /** Samples once a second until aborted, and to the end of the last sample. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.sample();
      await this.#clock.sleep(SAMPLE_EVERY, signal).catch(() => undefined);
    }
    await this.#last;
  }

  /** One more sample, after those under way. */
  sample(): Promise<void> {
    return (this.#last = this.#last.then(() => this.#sample()));
  }

  /** What was sampled since this was asked last. */
  take(): readonly Note[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  async #sample(): Promise<void> {
    try {
      const offsets = await this.#clocks.offsets();
      const value = Object.fromEntries([...offsets].map(([id, ms]) => [id, rounded(ms)]));
      this.#notes.push({ time: this.#clock.now(), f: CLOCK_OFFSETS, value });
    } catch {
      // A gap in the chart: whatever keeps the agent from answering is noticed elsewhere.
    }
  }
}

/** To microseconds. */
const rounded = (ms: number): number => Math.round(ms * 1e3) / 1e3;
