// A step of a fault schedule in words, for people who look before they run. Reads plan data alone.
import type { Condition, PlannedFault } from "../core/plan.ts";
import { faultKind } from "./kinds.ts";

/** "at 10.0 s for 5.0 s: partition bridge (n1 hears n2 n3; …)", "at 2.0 s for 3.0 s: kill one (n2)". */
export function describeStep(step: PlannedFault): string {
  const { kind, parameters, targets } = step;
  const words = faultKind(kind).describe?.(parameters, targets) ?? [];
  const details = [...targetsOf(step), ...words];
  const inBrackets = details.length === 0 ? "" : ` (${details.join("; ")})`;
  return `${timesOf(step)}: ${step.name}${inBrackets}`;
}

function timesOf({ atMs, forMs, conditions }: PlannedFault): string {
  const when = conditions?.when === undefined ? "" : ` ${beginning(conditions.when)}`;
  const until = conditions?.until === undefined ? "" : ` or ${ending(conditions.until)}`;
  const from = conditions?.when === undefined ? "at" : "from";
  return `${from} ${formatSeconds(atMs)}${when} for ${formatSeconds(forMs)}${until}`;
}

const formatSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const beginning = (condition: Condition): string =>
  condition === "leader-elected"
    ? "as soon as a leader is elected,"
    : `after ${String(condition.okOps)} more successes,`;

const ending = (condition: Condition): string =>
  condition === "leader-elected"
    ? "until a leader is elected"
    : `until ${String(condition.okOps)} more operations succeeded`;

/** The nodes that were drawn; nothing where the name says it already or `hears` says it better. */
function targetsOf({ targets, parameters, name }: PlannedFault): readonly string[] {
  if ("hears" in parameters || !Array.isArray(targets)) return [];
  const nodes = targets.join(" ");
  return name.endsWith(` ${nodes}`) ? [] : [nodes];
}
