// What the streaming form of a data type is to the stream that feeds it: told of calls and of their ends, one object alone.
// Knows no processes, no keys and no runs.
import type { EventType, OpError } from "../../../core/op.ts";

/** A call as it comes: `index` is the event's, its rank in real time. */
export interface Call {
  readonly index: number;
  readonly f: string;
  readonly input: unknown;
}

/** How a call ended: `value` is the output of one that ended `ok`. */
export interface End {
  readonly index: number;
  readonly type: Exclude<EventType, "invoke">;
  readonly value: unknown;
  readonly error?: OpError;
}

/** Why no order of the operations is left: the events that began those involved, and one plain sentence. */
export interface Finding {
  readonly ops: readonly number[];
  readonly because: string;
}

/**
 * What silence is worth. "exact": everything so far is linearizable. "sound": what is reported is true, but something may have
 * been overlooked. "none": nothing is known any more, and no more is told.
 */
export type Trust = "exact" | "sound" | "none";

/**
 * Events come in the order of their indices, every end after its call and at most one to a call; a call that never ends stays
 * open. After a finding, or without trust, nothing more is fed.
 */
export interface OnlineObject<Open> {
  readonly trust: Trust;
  /** What stands for the call until it ends. */
  call(call: Call): Open;
  end(open: Open, end: End): Finding | null;
}

/** The operation found its precondition false: it ran and saw something, which a plain failure did not. */
export const sawFalse = ({ type, error }: End): boolean =>
  type === "fail" && error?.code === "precondition";

/** A finding about operations that began at these events, the imaginary ones before the history left out. */
export const finding = (because: string, ...calls: readonly number[]): Finding => ({
  ops: [...new Set(calls)].filter((index) => index >= 0).sort((a, b) => a - b),
  because,
});
