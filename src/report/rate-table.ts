// Completions per second by outcome, from every operation of the run.
import type { History } from "../core/history.ts";
import type { Nanos } from "../core/ids.ts";
import type { Operation } from "../core/op.ts";
import type { RateTable } from "./payload-format.ts";

/** Most buckets: an hour of seconds; longer runs get wider buckets. */
const BUCKETS = 3600;

/** An operation counts where it completed; one without a completion at the end of the record. */
export function rateTable(
  operations: readonly Operation[],
  history: History,
  spanNs: Nanos,
): RateTable {
  const bucketSeconds = Math.max(1, Math.ceil(spanNs / 1e9 / BUCKETS));
  const bucketNs = bucketSeconds * 1e9;
  // A stub of a bucket at the end would show as a dip that nobody made: the last one takes it in.
  const length = Math.max(1, Math.round(spanNs / bucketNs));
  const empty = (): number[] => new Array<number>(length).fill(0);
  const rate = { ok: empty(), fail: empty(), info: empty() };
  for (const op of operations) {
    const time = op.completion === null ? spanNs : (history.columns.time[op.completion] ?? spanNs);
    const bucket = Math.min(length - 1, Math.floor(time / bucketNs));
    const row = rate[op.outcome.type];
    row[bucket] = (row[bucket] ?? 0) + 1;
  }
  const lastSeconds = spanNs / 1e9 - (length - 1) * bucketSeconds;
  const perSecond = (row: number[]): number[] =>
    row.map((count, bucket) => {
      const seconds = bucket === length - 1 ? lastSeconds : bucketSeconds;
      return Math.round((count / seconds) * 100) / 100;
    });
  return {
    bucketSeconds,
    ok: perSecond(rate.ok),
    fail: perSecond(rate.fail),
    info: perSecond(rate.info),
  };
}
