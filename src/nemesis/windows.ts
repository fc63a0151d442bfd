// From candidates to a schedule: flapping faults unfolded, quiet periods kept, no more at once than allowed, nodes not
// shared by faults that need them alone. Pure; draws nothing of its own.
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { StepConditions } from "../core/plan.ts";
import type { Random } from "../core/random.ts";
import type { Layout } from "../core/topology.ts";
import { type FaultPlan, positiveMs } from "./fault-plan.ts";
import { faultKind } from "./kinds.ts";
import type { ScheduledFault } from "./nemesis.ts";
import { planStep, type StepTimes } from "./plan-step.ts";

/** A fault that is cut short by a quiet period or by the end holds at least this long, or is left out. */
export const MIN_HOLD_MS = 500;

/** A time without faults: none begins in it, and those that hold are healed before. */
export interface QuietPeriod {
  readonly at: string;
  readonly for: string;
}

/** What keeps faults apart; all of it is optional. */
export interface Rules {
  /** At most so many faults hold at a time. */
  readonly atOnce?: number;
  readonly quiet?: readonly QuietPeriod[];
}

/** A fault and its times, before anything is decided about it. */
export interface Candidate extends StepTimes {
  readonly plan: FaultPlan;
  readonly random: Random;
  readonly conditions?: StepConditions;
}

/** Throws `usage` for rules that are none; to be called when a nemesis is made, so that the error is the file's. */
export function checkRules({ atOnce, quiet = [] }: Rules): void {
  if (atOnce !== undefined && !(Number.isInteger(atOnce) && atOnce > 0)) {
    throw new HarnessError("usage", `atOnce is ${String(atOnce)}; it is a whole number from 1 up`);
  }
  for (const period of quiet) {
    parseDuration(period.at);
    positiveMs(period.for, "a quiet period");
  }
}

/**
 * The steps of a schedule, in order of time. `strict` rules leave out what would break them; without, faults overlap as
 * written.
 */
export function scheduleOf(
  candidates: readonly Candidate[],
  layout: Layout,
  rules: (Rules & { readonly strict: true; readonly endMs: number }) | { readonly strict: false },
): readonly ScheduledFault[] {
  const unfolded = candidates.flatMap(unfold).sort((a, b) => a.atMs - b.atMs);
  const kept = rules.strict ? unfolded.flatMap((one) => quieted(one, rules.quiet ?? [])) : unfolded;
  const steps: ScheduledFault[] = [];
  for (const { plan, random, conditions, ...times } of kept) {
    const step = planStep(steps.length, times, plan, layout, random);
    if (rules.strict && (isTooLate(step, rules.endMs) || breaks(step, steps, rules.atOnce)))
      continue;
    steps.push(conditions === undefined ? step : { ...step, conditions });
  }
  return steps;
}

/** A flapping fault as the windows in which it holds: the same nodes each time. */
function unfold(candidate: Candidate): readonly Candidate[] {
  const { plan, atMs, forMs } = candidate;
  if (plan.flap === null || candidate.conditions !== undefined) return [candidate];
  const { onMs, offMs } = plan.flap;
  const count = Math.max(1, Math.floor((forMs + offMs) / (onMs + offMs)));
  return Array.from({ length: count }, (_, n) => {
    const startMs = n * (onMs + offMs);
    return { ...candidate, atMs: atMs + startMs, forMs: Math.min(onMs, forMs - startMs) };
  });
}

/** What is left of a candidate beside the quiet periods: the part before the first one that it meets. */
function quieted(candidate: Candidate, quiet: readonly QuietPeriod[]): readonly Candidate[] {
  let endMs = candidate.atMs + candidate.forMs;
  for (const period of quiet) {
    const from = toMs(parseDuration(period.at));
    const to = from + toMs(parseDuration(period.for));
    if (candidate.atMs >= from && candidate.atMs < to) return [];
    if (from >= candidate.atMs) endMs = Math.min(endMs, from);
  }
  const forMs = endMs - candidate.atMs;
  return forMs < Math.min(MIN_HOLD_MS, candidate.forMs) ? [] : [{ ...candidate, forMs }];
}

/** Whether it might come into place only when the load is over. */
const isTooLate = (step: ScheduledFault, endMs: number): boolean =>
  step.atMs + (roomMsOf(step) ?? 0) > endMs;

/** Null for a fault that gets on with others. */
function roomMsOf({ kind, fault: { targets, parameters } }: ScheduledFault): number | null {
  const count = typeof targets === "object" && "nodes" in targets ? targets.nodes.length : 1;
  return faultKind(kind).alone?.roomMs(count, parameters) ?? null;
}

function breaks(
  step: ScheduledFault,
  others: readonly ScheduledFault[],
  atOnce = Infinity,
): boolean {
  const beside = others.filter((other) => step.atMs < other.atMs + other.forMs);
  if (beside.length >= atOnce || others.some((other) => collide(other, step))) return true;
  return leavesTooFew([...others, step]);
}

/** A node that a fault took down may be up again this much after its healing began. */
const COMEBACK_MS = 1_500;

/**
 * Whether one needs the cluster whole, both need the same node alone, or one begins or ends while nodes that it needs are
 * down by the other: it could not be put in place then, or not be proven. `earlier` begins no later than `later`.
 */
function collide(earlier: ScheduledFault, later: ScheduledFault): boolean {
  const room = roomMsOf(earlier);
  if (room !== null || roomMsOf(later) !== null) {
    return later.atMs < earlier.atMs + earlier.forMs + (room ?? COMEBACK_MS);
  }
  const endMs = earlier.atMs + earlier.forMs;
  if (hinders(earlier, later)) return later.atMs < endMs + COMEBACK_MS;
  return (
    hinders(later, earlier) && endMs >= later.atMs && endMs < later.atMs + later.forMs + COMEBACK_MS
  );
}

/** Whether `down` takes nodes away that `other` needs; whom a leader's fault hits, nobody knows yet. */
function hinders(down: ScheduledFault, other: ScheduledFault): boolean {
  if (!faultKind(down.kind).exclusive || isSpread(other)) return false;
  const [gone, needed] = [nodesOf(down), nodesOf(other)];
  return gone === null || needed === null || needed.some((node) => gone.includes(node));
}

/** A fault of links between several nodes, of which traffic on any is proof. */
const isSpread = (step: ScheduledFault): boolean =>
  faultKind(step.kind).provenByAny === true && (nodesOf(step)?.length ?? 0) > 1;

/**
 * Whether a spread fault would begin while more than one of its nodes is down or about to be: those left may all be on one side
 * of it, and nobody would send what it stops.
 */
function leavesTooFew(steps: readonly ScheduledFault[]): boolean {
  return steps.filter(isSpread).some((spread) => {
    const needed = nodesOf(spread) ?? [];
    const down = steps.filter(
      ({ kind, atMs, forMs }) =>
        (faultKind(kind).exclusive || faultKind(kind).fatal === true) &&
        atMs < spread.atMs + MIN_HOLD_MS &&
        atMs + forMs + COMEBACK_MS > spread.atMs,
    );
    const gone = new Set(down.flatMap((step) => nodesOf(step) ?? []));
    return needed.filter((node) => gone.has(node)).length + unnamed(down) > 1;
  });
}

/** So many nodes are down by faults of which only the run can tell whom they hit: the leader, or all but it. */
const unnamed = (down: readonly ScheduledFault[]): number =>
  down
    .filter((step) => nodesOf(step) === null)
    .reduce((sum, { fault }) => sum + (fault.targets === "leader" ? 1 : Infinity), 0);

/** Null where only the run can tell. */
function nodesOf({ fault: { targets } }: ScheduledFault): readonly string[] | null {
  return typeof targets === "object" && "nodes" in targets ? targets.nodes : null;
}
