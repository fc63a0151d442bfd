// The rim where real time enters: the monotonic clock, timers and deadlines. Everything else takes a `Clock`.
import type { Clock } from "./clock.ts";
import { HarnessError } from "./errors.ts";
import { formatDuration, fromMs, toMs } from "./duration.ts";
import { type Nanos, nanos } from "./ids.ts";

/** A clock that reads 0 now and follows the host's monotonic clock. */
export function startRealClock(): Clock {
  const start = process.hrtime.bigint();
  const now = (): Nanos => nanos(Number(process.hrtime.bigint() - start));
  return {
    now,
    sleep: (duration, signal) =>
      duration < TIMER_GRAIN
        ? turnUntil(now, now() + duration, signal)
        : sleepMs(toMs(duration), signal),
  };
}

/** Shorter sleeps pass in turns of the event loop: a timer would oversleep them tenfold. */
const TIMER_GRAIN = fromMs(0.1);

async function turnUntil(now: () => Nanos, end: number, signal?: AbortSignal): Promise<void> {
  do {
    signal?.throwIfAborted();
    await nextTurn();
  } while (now() < end);
}

/** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted before. */
export function sleepMs(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

export interface Waiting {
  /** What is waited for: "node n1 to answer on port 2379". Ends up in the error. */
  readonly what: string;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Polls until `probe` gives anything but null or undefined and returns that. A probe that throws counts as not yet;
 * its last error becomes the cause. Throws `timeout` naming what was waited for.
 */
export async function waitFor<T>(
  probe: () => Promise<T | null | undefined>,
  waiting: Waiting,
): Promise<T> {
  const started = process.hrtime.bigint();
  let last: unknown;
  for (;;) {
    waiting.signal?.throwIfAborted();
    try {
      const found = await probe();
      if (found !== null && found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    if (Number(process.hrtime.bigint() - started) / 1e6 > waiting.deadlineMs) {
      throw new HarnessError(
        "timeout",
        `waited ${formatDuration(fromMs(waiting.deadlineMs))} for ${waiting.what}`,
        { cause: last },
      );
    }
    await sleepMs(waiting.everyMs ?? 25, waiting.signal);
  }
}

/** The wall clock, for stamps that people read; never for measuring. */
export const utcNow = (): Date => new Date();

/** A duration on the monotonic clock between two calls, in nanoseconds. */
export function stopwatch(): () => Nanos {
  const start = process.hrtime.bigint();
  return () => nanos(Number(process.hrtime.bigint() - start));
}

/** Resolves when the event loop has been round once: pending I/O was read, due timers fired. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
