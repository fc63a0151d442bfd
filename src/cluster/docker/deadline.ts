// Bounds a wait for somebody else's promise, for clients that take no AbortSignal.
import { formatDuration, fromMs } from "../../core/duration.ts";
import { HarnessError } from "../../core/errors.ts";
import { sleepMs } from "../../core/real-clock.ts";

/** How long an engine, loaded as it may be, takes to answer or to carry out one command. */
export const ENGINE_DEADLINE_MS = 20_000;

/** The promise's outcome, or `timeout` naming `what` was waited for. What comes later is dropped. */
export async function withDeadline<T>(
  what: string,
  deadlineMs: number,
  promise: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const expiry = sleepMs(deadlineMs, done.signal).then(() => {
    throw new HarnessError("timeout", `waited ${formatDuration(fromMs(deadlineMs))} for ${what}`);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    expiry.catch(() => undefined);
    done.abort();
  }
}
