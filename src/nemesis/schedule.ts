// When faults strike: `mix` draws them from the seed, `timeline` follows a script. Pure: a schedule is data, made
// before anything runs; nothing here knows a cluster.
import { elementAt } from "../core/assert.ts";
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import { type FaultPlan, positiveMs } from "./fault-plan.ts";
import type { Nemesis } from "./nemesis.ts";
import { planStep, type StepTimes } from "./plan-step.ts";

/** A fault of a last, shortened interval holds at least this long, or is left out. */
const MIN_HOLD_MS = 500;

export interface MixOptions {
  /** One fault each: "10s". */
  readonly every: string;
  readonly faults: readonly FaultPlan[];
  /** Lets a fault hold on into the next interval; without it, that is an error. */
  readonly overlap?: boolean;
}

/**
 * One fault each interval, in the middle of it, held for its `for` or else for half the interval. Which one, the seed
 * decides: the faults are dealt like cards, each once before any comes again. A last interval that the end of the run
 * cuts short has a fault for at most half of what is left.
 */
export function mix(options: MixOptions): Nemesis {
  const { faults, overlap = false } = options;
  const everyMs = positiveMs(options.every, "the interval of mix");
  if (faults.length === 0) throw new HarnessError("usage", "mix has no faults to choose from");
  for (const { name, forMs } of faults) {
    if (overlap || (forMs ?? 0) <= everyMs) continue;
    throw new HarnessError("usage", `"${name}" holds longer than the ${options.every} of its mix`, {
      hint: "Lengthen `every`, shorten `for`, or allow `overlap: true`.",
    });
  }
  return {
    kinds: kindsOf(faults),
    schedule({ layout, durationMs, random }) {
      const steps = Array.from({ length: Math.ceil(durationMs / everyMs) }, (_, interval) => {
        const round = Math.floor(interval / faults.length);
        const dealt = random.fork("deck").at(round).shuffle(faults);
        const plan = elementAt(dealt, interval % faults.length);
        const times = timesIn(interval * everyMs, everyMs, durationMs, plan);
        return { plan, times, random: random.fork("step").at(interval) };
      });
      return steps
        .filter(({ times }) => times.forMs > 0)
        .map((step, id) => planStep(id, step.times, step.plan, layout, step.random));
    },
  };
}

function timesIn(startMs: number, everyMs: number, endMs: number, plan: FaultPlan): StepTimes {
  const wantedMs = plan.forMs ?? everyMs / 2;
  const leftMs = endMs - startMs;
  if (leftMs >= everyMs) {
    const quietMs = Math.max(0, everyMs - wantedMs);
    return { atMs: startMs + quietMs / 2, forMs: Math.min(wantedMs, leftMs) };
  }
  const forMs = Math.min(wantedMs, leftMs / 2);
  return { atMs: startMs + (leftMs - forMs) / 2, forMs: forMs < MIN_HOLD_MS ? 0 : forMs };
}

/** One line of a script: `at` counts from the start of the load; without a `for` the fault holds to its end. */
export interface TimelineEntry {
  readonly at: string;
  readonly fault: FaultPlan;
}

/** Faults at fixed times, overlapping as written. What lies beyond the end of the run is left out or cut short. */
export function timeline(entries: readonly TimelineEntry[]): Nemesis {
  const script = entries
    .map(({ at, fault }, line) => ({ atMs: toMs(parseDuration(at)), fault, line }))
    .sort((a, b) => a.atMs - b.atMs);
  return {
    kinds: kindsOf(entries.map((entry) => entry.fault)),
    schedule: ({ layout, durationMs, random }) =>
      script
        .filter(({ atMs }) => atMs < durationMs)
        .map(({ atMs, fault, line }, id) => {
          const leftMs = durationMs - atMs;
          const times = { atMs, forMs: Math.min(fault.forMs ?? leftMs, leftMs) };
          return planStep(id, times, fault, layout, random.fork("step").at(line));
        }),
  };
}

const kindsOf = (faults: readonly FaultPlan[]): readonly string[] => [
  ...new Set(faults.map((plan) => plan.fault.kind)),
];
