// Time as a value: who needs the time takes a `Clock`, so the same code runs in real and in virtual time.
// The real clock lives at the rim, in real-clock.ts.
import { type Nanos, nanos } from "./ids.ts";

export interface Clock {
  /** Nanoseconds since the clock's start; never goes back. */
  now(): Nanos;
  /** Resolves after `duration`; rejects with the signal's reason when aborted before. */
  sleep(duration: Nanos, signal?: AbortSignal): Promise<void>;
}

/** A clock that moves only when somebody sleeps on it or advances it. */
export class VirtualClock implements Clock {
  #now = 0;

  now(): Nanos {
    return nanos(this.#now);
  }

  sleep(duration: Nanos, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    this.#now += Math.max(0, duration);
    return Promise.resolve();
  }

  /** Moves on to `time`; an earlier time changes nothing. */
  advanceTo(time: Nanos): void {
    this.#now = Math.max(this.#now, time);
  }
}
