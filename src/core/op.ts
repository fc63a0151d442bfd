// The vocabulary of operations: what a client is asked, what came of it, and the event a history records.
// Shapes are the same in memory and on disk, so reading a history needs no translation.
import type { Nanos, OpIndex, ProcessId } from "./ids.ts";

/** Names one of many independent objects of a workload (a register, a queue, an account table). */
export type Key = string | number;

/** What a workload can ask for: `{ read: { input: null; output: Value } }`. */
export type OpSpec = Readonly<
  Record<string, { readonly input: unknown; readonly output: unknown }>
>;

/** The operation names of a spec. */
export type Fn<S extends OpSpec> = keyof S & string;

/** A request whose spec is not known here: what generators, the interpreter and stores handle. */
export interface AnyRequest {
  readonly f: string;
  readonly key?: Key;
  readonly value: unknown;
}

/** A request for one operation `f` of a spec. */
export interface RequestOf<S extends OpSpec, F extends Fn<S>> extends AnyRequest {
  readonly f: F;
  readonly value: S[F]["input"];
}

/** Any request of a spec; `request.f === "read"` narrows `value`. */
export type Request<S extends OpSpec> = { [F in Fn<S>]: RequestOf<S, F> }[Fn<S>];

/**
 * Why an operation did not end `ok`. `code` is a short stable word (`precondition`, `timeout`, `connection`, …).
 * A `fail` with code `precondition` ran and found its precondition false: an observation; `seen` is the value it
 * found, present only where the system tells it.
 */
export interface OpError {
  readonly code: string;
  readonly message: string;
  readonly seen?: unknown;
}

/** `ok` = happened; `fail` = certainly did not happen; `info` = may or may not have happened, now or later. */
export type Outcome<S extends OpSpec = OpSpec, F extends Fn<S> = Fn<S>> =
  | { readonly type: "ok"; readonly value: S[F]["output"] }
  | { readonly type: "fail"; readonly error: OpError }
  | { readonly type: "info"; readonly error: OpError };

export type EventType = "invoke" | "ok" | "fail" | "info";

/** Who did it: a client process, or the fault injector. */
export type Actor = ProcessId | "nemesis";

/**
 * One line of a history. `value` is the input on `invoke`, `fail` and `info`, the output on `ok`.
 * A completion belongs to the latest open invocation of its process.
 */
export interface HistoryEvent {
  readonly index: OpIndex;
  readonly time: Nanos;
  readonly process: Actor;
  readonly type: EventType;
  readonly f: string;
  readonly key?: Key;
  readonly value: unknown;
  readonly error?: OpError;
}

interface OperationBase {
  /** Index of the invocation. */
  readonly index: OpIndex;
  /** Index of the completion; null while in flight when the history ended. */
  readonly completion: OpIndex | null;
  readonly process: ProcessId;
  readonly key?: Key;
  readonly start: Nanos;
  /** Null where the outcome is `info`: such an operation never ends. */
  readonly end: Nanos | null;
}

/** One call paired with its outcome: what checkers read. `op.f === "read"` narrows `input` and `outcome`. */
export type Operation<S extends OpSpec = OpSpec> = {
  [F in Fn<S>]: OperationBase & {
    readonly f: F;
    readonly input: S[F]["input"];
    readonly outcome: Outcome<S, F>;
  };
}[Fn<S>];

/** The operation happened and gave `value`. */
export const ok = <T>(value: T): { readonly type: "ok"; readonly value: T } => ({
  type: "ok",
  value,
});

/** The operation certainly did not happen. */
export const fail = (
  code: string,
  message = code,
): { readonly type: "fail"; readonly error: OpError } => ({
  type: "fail",
  error: { code, message },
});

/** The operation may or may not have happened, now or later. */
export const info = (
  code: string,
  message = code,
): { readonly type: "info"; readonly error: OpError } => ({
  type: "info",
  error: { code, message },
});

/** The operation ran and found its precondition false; pass what it saw where the system tells. */
export const preconditionFailed = (
  message: string,
  ...seen: readonly [] | readonly [unknown]
): { readonly type: "fail"; readonly error: OpError } => ({
  type: "fail",
  error: { code: "precondition", message, ...(seen.length === 1 ? { seen: seen[0] } : {}) },
});
