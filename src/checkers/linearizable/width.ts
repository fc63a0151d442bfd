// How many operations of an object are open at once, and where most are: what the cost of a search goes by. Knows no model.
import type { Operation } from "../../core/op.ts";

/** A moment of a history. */
export interface Moment {
  /** An event, as an index of the history. */
  readonly at: number;
  /** Operations open there, of those that are known to have ended. */
  readonly width: number;
  /** Operations of unknown outcome called by then: each may have happened at any time since. */
  readonly unknowns: number;
}

const isUnknown = (op: Operation): boolean => op.outcome.type === "info";

/** The operations that were open at an event, which begin and end with it at most. */
export const openAt = (ops: readonly Operation[], at: number): readonly Operation[] =>
  ops.filter((op) => !isUnknown(op) && op.index <= at && (op.completion ?? 0) >= at);

/** The moment that an event is. */
export const momentAt = (ops: readonly Operation[], at: number): Moment => ({
  at,
  width: openAt(ops, at).length,
  unknowns: ops.filter((op) => isUnknown(op) && op.index <= at).length,
});

/** The first moment at which most operations are open. `ops` in order of their calls, one at least; O(n log n). */
export function widestMoment(ops: readonly Operation[]): Moment {
  const ends = Float64Array.from(
    ops.filter((op) => !isUnknown(op)),
    (op) => op.completion ?? op.index,
  ).sort();
  let [ended, called, unknowns] = [0, 0, 0];
  let widest: Moment = { at: ops[0]?.index ?? 0, width: 0, unknowns: 0 };
  for (const op of ops) {
    if (isUnknown(op)) unknowns++;
    else called++;
    while ((ends[ended] ?? Infinity) < op.index) ended++;
    if (called - ended > widest.width) widest = { at: op.index, width: called - ended, unknowns };
  }
  return widest;
}
