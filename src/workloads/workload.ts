// A workload: what clients do, what is read at the end, and which checkers judge it. Neutral to systems.
import type { Checker } from "../checkers/checker.ts";
import type { Json } from "../core/json.ts";
import type { OpSpec } from "../core/op.ts";
import type { CheckerSpec } from "../core/plan.ts";
import type { Generator } from "../generator/generator.ts";
import type { Tracker } from "../generator/track.ts";

/** `name` is the member of `system.clients` that serves it; `S` its operations. */
export interface Workload<N extends string = string, S extends OpSpec = OpSpec> {
  readonly name: N;
  /** What it was made with, for plan.json. */
  readonly options: Readonly<Record<string, Json>>;
  /** Operations it asks for; a system's client must offer them all. */
  readonly operations: readonly (keyof S & string)[];
  /** Made for a number of client workers; draws only from its context. */
  readonly generator: (concurrency: number) => Generator;
  /** What the load's events teach, for `final`. */
  readonly tracks?: Tracker<unknown>;
  /** After all faults are healed and the recovery time is over; given what was learned where the workload `tracks`. */
  final?(concurrency: number, known?: unknown): Generator;
  /** Judge the history, besides the ones that every run has (assumptions, stats, availability, recovery, log-pattern). */
  readonly checkers: readonly (CheckerSpec | Checker)[];
}
