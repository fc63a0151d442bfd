// Work that gets a deadline on a given clock. The work itself is not stopped: whoever began it must be able to take it back.
import type { Clock } from "../core/clock.ts";
import { formatDuration } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Nanos } from "../core/ids.ts";

/** The outcome of `work`, or a `timeout` that names `what` when `limit` passes first. */
export async function within<T>(
  work: PromiseLike<T>,
  what: string,
  limit: Nanos,
  clock: Clock,
): Promise<T> {
  const settled = new AbortController();
  const tooLate = clock.sleep(limit, settled.signal).then(() => {
    throw new HarnessError("timeout", `waited ${formatDuration(limit)} for ${what}`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    settled.abort();
    Promise.resolve(work).catch(ignoreLateFailure);
    tooLate.catch(ignoreLateFailure);
  }
}

/** Who lost the race has nobody left to tell. */
const ignoreLateFailure = (): void => undefined;
