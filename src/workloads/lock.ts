// The lock workload: clients take a lock, read what it protects, write it anew and give the lock back; now and then one pauses while
// it holds it, as a long garbage collection would make it.
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { LockSpec } from "../core/specs/lock.ts";
import { eachThread } from "../generator/each-thread.ts";
import { lockTurns } from "./lock-turns.ts";
import type { Workload } from "./workload.ts";

export interface LockWorkloadOptions {
  /** Locks, over which the workers are spread; 2 when left out. */
  readonly locks?: number;
  /** The share of holders that pause between their read and their write. 0.1 when left out; 0: none. */
  readonly pauses?: number;
  /** How long they pause, give or take half; 3000 when left out. Longer than a lease, it is lost meanwhile. */
  readonly pauseMs?: number;
  /**
   * The lock promises no more than its tokens: two may believe to hold it, and whoever lost it is fenced off. False when left out: holders
   * rely on being alone.
   */
  readonly fenced?: boolean;
  /** Judges holds by their lease of that length, not by what holders believe. */
  readonly leaseMs?: number;
}

/** `lock({ fenced: true })`. Keys are "l0", "l1", …; values are distinct. */
export function lock(options: LockWorkloadOptions = {}): Workload<"lock", LockSpec> {
  const { locks = 2, pauses = 0.1, pauseMs = 3000, fenced = false, leaseMs } = options;
  if (!Number.isInteger(locks) || locks < 1)
    throw new HarnessError("usage", `lock: locks is ${String(locks)}, not a count from 1`);
  if (!(pauses >= 0 && pauses <= 1))
    throw new HarnessError("usage", `lock: pauses is ${String(pauses)}, not a share from 0 to 1`);
  const judged: Readonly<Record<string, Json>> = {
    ...(fenced ? { exclusive: false } : {}),
    ...(leaseMs === undefined ? {} : { leaseMs }),
  };
  return {
    name: "lock",
    options: { locks, pauses, pauseMs, fenced, leaseMs: leaseMs ?? null },
    operations: ["acquire", "release", "read", "write"],
    generator: (concurrency) => eachThread(lockTurns({ locks, pauses, pauseMs, concurrency })),
    checkers: [{ checker: "lock", options: judged }],
  };
}
