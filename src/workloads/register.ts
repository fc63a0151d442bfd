// The register workload: reads, writes and compare-and-sets on many independent registers, judged by linearizability.
// Options, defaults and their reasons stand here; the operations themselves in register-load.ts.
import type { RegisterSpec } from "../core/specs/register.ts";
import { concurrentKeys } from "../generator/independent.ts";
import { limit } from "../generator/limit.ts";
import { processLimit } from "../generator/process-limit.ts";
import { requireCounts } from "./count-options.ts";
import { readsOfKeys } from "./final-reads.ts";
import { operationsOf } from "./mix-option.ts";
import { registerLoad, type RegisterValues, type RegisterWeights } from "./register-load.ts";
import type { Workload } from "./workload.ts";

/**
 * Distinct processes per key, as in jepsen.tests.linearizable-register: each lost operation stays concurrent with all
 * that follow, and the search for an order grows exponentially with their number.
 */
const PROCESSES_PER_KEY = 20;

/** Enough threads to race each other, few enough for a cheap check. */
const THREADS_PER_KEY = 5;

export interface RegisterOptions {
  /**
   * Keys that are read at the end at least; default 10. The load takes as many keys as it needs, one after the other
   * for as long as the run lasts, and all that hold something are read at the end.
   */
  readonly keys?: number;
  /** Operations on a key before the next one is taken; default 120: beyond, checking gets slow. */
  readonly opsPerKey?: number;
  /** Workers on one key at a time; default: about 5, so that all workers are at work. */
  readonly threadsPerKey?: number;
  /** How often each operation is asked for, relative to the others; one left out is never asked for. */
  readonly mix?: RegisterWeights;
  /**
   * "distinct": no value twice per key (default), so that a read names its write; a number n: values 0 … n−1; an arbitrary
   * of fast-check: drawn from it, by the run's seed.
   */
  readonly values?: RegisterValues;
}

/** `register({ mix: { read: 2, write: 1 } })`: for systems without cas. Keys are "k0", "k1", … */
export function register(options: RegisterOptions = {}): Workload<"register", RegisterSpec> {
  const { keys = 10, opsPerKey = 120, values = "distinct" } = options;
  const mix = options.mix ?? { read: 2, write: 1, cas: 1 };
  const operations = operationsOf("register", ["read", "write", "cas"], mix);
  requireCounts("register", {
    keys,
    opsPerKey,
    threadsPerKey: options.threadsPerKey ?? 1,
    values: typeof values === "number" ? values : 1,
  });
  const load = (): ReturnType<typeof registerLoad> => registerLoad(mix, values);
  return {
    name: "register",
    options: {
      keys,
      opsPerKey,
      threadsPerKey: options.threadsPerKey ?? null,
      mix: { ...mix },
      values: typeof values === "object" ? "arbitrary" : values,
    },
    operations,
    generator(concurrency) {
      const threads = options.threadsPerKey ?? evenThreads(concurrency);
      const processes = Math.max(PROCESSES_PER_KEY, 2 * threads);
      return concurrentKeys(threads, keyAt, () =>
        processLimit(processes, limit(opsPerKey, load())),
      );
    },
    ...(operations.includes("read")
      ? { final: (concurrency: number) => readsOfKeys(keyAt, keys, concurrency) }
      : {}),
    checkers: [{ checker: "linearizable", model: "cas-register" }],
  };
}

const keyAt = (position: number): string => `k${String(position)}`;

/** Groups of about five, all of nearly one size. */
function evenThreads(concurrency: number): number {
  const groups = Math.max(1, Math.round(concurrency / THREADS_PER_KEY));
  return Math.max(1, Math.ceil(concurrency / groups));
}
