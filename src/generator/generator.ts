// What a generator is: a pure value that is asked for the next operation and told what happened.
import type { HistoryEvent, AnyRequest } from "../core/op.ts";
import type { Nanos, ProcessId, WorkerId } from "../core/ids.ts";
import type { Random } from "../core/random.ts";

/** What the harness itself observes of a run. */
export interface RunFacts {
  /** Client operations that ended `ok` so far. */
  readonly okOps: number;
  /** How often a node was seen to begin to lead; null where nobody watches, as in simulations. */
  readonly elections: number | null;
}

/** The world as a generator sees it. Restricted views (one worker, some workers) are contexts too. */
export interface GenContext {
  readonly time: Nanos;
  /** All workers that this generator may use, in ascending order; below zero are the nemesis's, where faults are routed. */
  readonly workers: readonly WorkerId[];
  /** Those of `workers` that are idle, in ascending order. */
  readonly free: readonly WorkerId[];
  /** The process that a worker runs now. */
  readonly processOf: (worker: WorkerId) => ProcessId;
  readonly facts: RunFacts;
  /** Source of this op: keyed by seed, stream and how many ops were generated before. Draws use nothing up. */
  readonly random: Random;
}

/**
 * `op`: start `request` on `worker` (free in the context) at `at` or at once if that has passed.
 * `pending`: nothing now; ask again at `until`, or when something completes. `done`: never again.
 */
export type Next<R extends AnyRequest = AnyRequest> =
  | {
      readonly kind: "op";
      readonly request: R;
      readonly worker: WorkerId;
      readonly at: Nanos;
      readonly rest: Generator<R>;
    }
  | { readonly kind: "pending"; readonly until?: Nanos; readonly rest: Generator<R> }
  | { readonly kind: "done" };

/** What generators are told: the event, and whose it is. */
export interface GenEvent {
  readonly worker: WorkerId;
  readonly event: HistoryEvent;
}

/** Pure: same generator and context, same answer; a new value is returned, never mutated. */
export interface Generator<R extends AnyRequest = AnyRequest> {
  next(context: GenContext): Next<R>;
  update(context: GenContext, event: GenEvent): Generator<R>;
}

/** Generators of different requests side by side; what combines them generates the union, `Rs[number]`. */
export type GeneratorsOf<Rs extends readonly AnyRequest[]> = {
  readonly [I in keyof Rs]: Generator<Rs[I]>;
};
