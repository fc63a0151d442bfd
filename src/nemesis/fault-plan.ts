// A fault as a scenario names it: what to break, its name for people, and how long it holds. Plain data; injects nothing.
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Fault, TargetSpec } from "../core/fault.ts";

/** Immutable; `for` gives another plan. */
export interface FaultPlan {
  /** For people: "kill leader". */
  readonly name: string;
  readonly fault: Fault;
  /** How long it holds; null leaves it to the schedule. */
  readonly forMs: number | null;
  /** The same fault, held for a duration such as "5s". */
  for(duration: string): FaultPlan;
}

export function faultPlan(name: string, fault: Fault, forMs: number | null = null): FaultPlan {
  return {
    name,
    fault,
    forMs,
    for: (duration) => faultPlan(name, fault, positiveMs(duration, `how long "${name}" holds`)),
  };
}

/** `"5s"` as milliseconds; `what` names it in the `usage` error for anything that is no time at all. */
export function positiveMs(duration: string, what: string): number {
  const ms = toMs(parseDuration(duration));
  if (ms > 0) return ms;
  throw new HarnessError("usage", `${what} is "${duration}", which is no time at all`);
}

/** Targets in words: "leader", "n1 n2". */
export const targetWords = (targets: TargetSpec): string =>
  typeof targets === "string" ? targets : targets.nodes.join(" ");
