// Branded identifiers and quantities. They exist so that a process is never passed where a worker is meant;
// nothing here knows what they identify.

declare const brand: unique symbol;

/** A `T` that only its own constructor makes. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** A node's name, unique in its run: `n1`, `n2`, … */
export type NodeId = Brand<string, "NodeId">;
/** A logical client. Never reused after an `info`: the lost op stays concurrent with everything later. */
export type ProcessId = Brand<number, "ProcessId">;
/** A slot that runs one process at a time (Jepsen's "thread"); those below zero are the fault injector's hands. */
export type WorkerId = Brand<number, "WorkerId">;
/** Position of an event in its history, dense from 0. */
export type OpIndex = Brand<number, "OpIndex">;
/** Nanoseconds since the run's start on the monotonic clock; a double, exact up to 104 days. */
export type Nanos = Brand<number, "Nanos">;
/** What makes a run's choices repeatable: an integer in [0, 2^32). */
export type Seed = Brand<number, "Seed">;

export const nodeId = (name: string): NodeId => name as NodeId;
export const processId = (n: number): ProcessId => n as ProcessId;
export const workerId = (n: number): WorkerId => n as WorkerId;
export const opIndex = (n: number): OpIndex => n as OpIndex;
export const nanos = (n: number): Nanos => n as Nanos;
export const seed = (n: number): Seed => (n >>> 0) as Seed;

/** So many commands the fault injector has under way at most: more than a schedule keeps busy. */
const NEMESIS_HANDS = 8;

/** The workers that inject faults, ascending: while one waits (for a leader, for a node to start), others go on. */
export const NEMESES: readonly WorkerId[] = Array.from({ length: NEMESIS_HANDS }, (_, i) =>
  workerId(i - NEMESIS_HANDS),
);

/** Whether it is one of `NEMESES`. */
export const isNemesis = (worker: WorkerId): boolean => worker < 0;
