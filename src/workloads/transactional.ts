// What the workloads list-append and rw-register have in common: their options, the checks of these, and the final reads.
// Knows neither what a write is called nor what a read shows.
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { HistoryEvent } from "../core/op.ts";
import type { Generator } from "../generator/generator.ts";
import { requireCounts } from "./count-options.ts";
import { isEmpty, readsInOrder } from "./final-reads.ts";
import type { KeyChoice } from "./key-pool.ts";
import type { TransactionRequest, TransactionShape } from "./transaction-load.ts";

export interface TransactionOptions {
  /** Keys in use at a time; default 10 where some are chosen more often than others, 3 with "uniform". */
  readonly keys?: number;
  /** "exponential" (default): each key twice as often as the next; "zipf": the n-th one n times more rarely; or "uniform". */
  readonly keyChoice?: KeyChoice;
  /** Micro-operations of a transaction; default 1 to 4. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Writes of a key before a fresh one takes its place; default 32: so long do lists get. */
  readonly writesPerKey?: number;
  /** Share of reads among the micro-operations, above 0 and below 1; default 0.5. */
  readonly reads?: number;
  /** What the system promises; default `["strict-serializable"]`. */
  readonly consistencyModels?: readonly string[];
  /** Anomalies that must not be there, besides those that the models forbid. */
  readonly anomalies?: readonly string[];
}

export const DEFAULT_MODELS: readonly string[] = ["strict-serializable"];

/** Distributions as in Elle's generators, and their pools. */
const POOL_SIZES: Readonly<Record<KeyChoice, number>> = { exponential: 10, zipf: 10, uniform: 3 };

/** Keys that a final transaction reads: few enough for every system's limit, several for a view across keys. */
const KEYS_PER_FINAL_READ = 4;
/** Far more keys than the load uses up while a system is down. */
const MIN_EMPTY_STRETCH = 25;

/** The options with their defaults. Throws `usage` where they make no sense. */
export function shapeOf<W extends string>(
  workload: string,
  write: W,
  options: TransactionOptions,
): TransactionShape<W> {
  const { keyChoice = "exponential", minLength = 1, writesPerKey = 32, reads = 0.5 } = options;
  if (!Object.hasOwn(POOL_SIZES, keyChoice)) {
    throw new HarnessError(
      "usage",
      `${workload}: there is no keyChoice ${JSON.stringify(keyChoice)}`,
      {
        hint: `There are ${Object.keys(POOL_SIZES).join(", ")}.`,
      },
    );
  }
  const { keys = POOL_SIZES[keyChoice], maxLength = Math.max(4, minLength) } = options;
  requireCounts(workload, { keys, minLength, maxLength, writesPerKey });
  if (maxLength < minLength) {
    throw new HarnessError("usage", `${workload}: maxLength is less than minLength`);
  }
  if (!(reads > 0 && reads < 1)) {
    throw new HarnessError("usage", `${workload}: reads is ${String(reads)}, not between 0 and 1`);
  }
  return { write, keys, keyChoice, minLength, maxLength, writesPerKey, reads };
}

/** What the checker of the workload is given of its options. */
export const demandsOf = ({
  consistencyModels = DEFAULT_MODELS,
  anomalies,
}: TransactionOptions): Record<string, Json> => ({
  consistencyModels: [...consistencyModels],
  ...(anomalies === undefined ? {} : { anomalies: [...anomalies] }),
});

/** Every key that the load has touched, in transactions that only read. */
export function transactionFinal<W extends string>(
  { keys }: TransactionShape<W>,
  concurrency: number,
): Generator<TransactionRequest<W>> {
  const groups = Math.ceil(keys / KEYS_PER_FINAL_READ);
  return readsInOrder({
    requestAt: (group): TransactionRequest<W> => ({
      f: "txn",
      value: Array.from(
        { length: KEYS_PER_FINAL_READ },
        (_, i) => ["r", group * KEYS_PER_FINAL_READ + i, null] as const,
      ),
    }),
    filledBy: groupShown,
    atLeast: groups,
    // Keys come in one by one, so that fewer than a pool of them stand untouched before the last.
    stretch: Math.max(MIN_EMPTY_STRETCH, groups + 1, concurrency),
  });
}

/** The last group of which the transaction saw or wrote something. */
function groupShown({ value }: HistoryEvent): number {
  if (!Array.isArray(value)) return -1;
  const touched = (value as readonly (readonly [string, number, unknown])[])
    .filter(([, , state]) => !isEmpty(state))
    .map(([, key]) => Math.floor(key / KEYS_PER_FINAL_READ));
  return Math.max(-1, ...touched);
}
