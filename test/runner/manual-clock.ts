// A clock for tests of code that runs beside others: time moves to the next sleeper when everybody waits.
import type { Clock } from "../../src/core/clock.ts";
import { type Nanos, nanos } from "../../src/core/ids.ts";
import { nextTurn } from "../../src/core/real-clock.ts";

/** Rounds of the event loop in which everything that can go on without time does. */
const TURNS = 40;
const MAX_STEPS = 10_000;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): Nanos {
    return nanos(this.#now);
  }

  sleep(duration: Nanos, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#now + Math.max(0, duration), wake: resolve };
      this.#sleepers.add(sleeper);
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Lets everything go on that needs no time. */
  async settle(): Promise<void> {
    for (let i = 0; i < TURNS; i++) await nextTurn();
  }

  /** Moves time on, sleeper by sleeper, until `work` is settled. */
  async drive<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false };
    const mark = (): void => {
      state.settled = true;
    };
    work.then(mark, mark);
    for (let step = 0; step < MAX_STEPS; step++) {
      await this.settle();
      if (state.settled) return work;
      this.#wakeNext();
    }
    throw new Error(`the work was not over after ${String(MAX_STEPS)} steps`);
  }

  #wakeNext(): void {
    let first: Sleeper | null = null;
    for (const sleeper of this.#sleepers) {
      if (first === null || sleeper.at < first.at) first = sleeper;
    }
    if (first === null) return;
    this.#sleepers.delete(first);
    this.#now = Math.max(this.#now, first.at);
    first.wake();
  }
}
