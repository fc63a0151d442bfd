// What cut searches for cycles leave open, in words. Knows no model but by the anomalies that it forbids.
import type { UnknownReason } from "../../core/verdict.ts";
import type { Analysis } from "./analysis.ts";
import type { Limits } from "./limits.ts";

/** Kinds of cycles that may be there and were not found. */
export interface Doubt {
  readonly kinds: readonly string[];
  readonly reason: UnknownReason;
  /** A sentence, and what would decide it. */
  readonly detail: string;
}

/** Null where every search came to its end. */
export function doubtOf(
  { undecided, cut, unsearched, components, largest, stopped }: Analysis,
  limits: Limits,
): Doubt | null {
  if (undecided.length === 0) return null;
  const open = `whether there are cycles of ${undecided.join(", ")}`;
  const size = `${String(components)} components of the graph have cycles, the largest with ${String(largest)} transactions`;
  if (stopped !== null)
    return {
      kinds: undecided,
      reason: stopped,
      detail: `${open} was not decided ${limits.inWords(stopped)}: ${size}; ${String(unsearched)} components were not searched. A longer time limit would decide it, or a shorter history`,
    };
  return {
    kinds: undecided,
    reason: "timeout",
    detail: `${open} was not decided, since ${String(cut)} searches followed as many edges as they may: ${size}. A shorter history would decide it`,
  };
}
