// When faults strike: `mix` deals them at an interval, `combined` lets packages of them come and go, `timeline` follows a
// script. Pure: a schedule is data, made before anything runs; nothing here knows a cluster.
import { elementAt } from "../core/assert.ts";
import { parseDuration, toMs } from "../core/duration.ts";
import { HarnessError } from "../core/errors.ts";
import type { Condition, StepConditions } from "../core/plan.ts";
import type { Random } from "../core/random.ts";
import { type FaultPlan, positiveMs } from "./fault-plan.ts";
import type { Nemesis } from "./nemesis.ts";
import type { StepTimes } from "./plan-step.ts";
import { type Candidate, checkRules, MIN_HOLD_MS, type Rules, scheduleOf } from "./windows.ts";

export interface MixOptions extends Rules {
  /** One fault each: "10s". */
  readonly every: string;
  readonly faults: readonly FaultPlan[];
  /** Lets a fault hold on into the next interval; without it, that is an error. */
  readonly overlap?: boolean;
}

/**
 * One fault each interval, in the middle of it, held for its `for` or else for half the interval. Which one, the seed
 * decides: the faults are dealt like cards, each once before any comes again. A last interval that the end of the run
 * cuts short has a fault for at most half of what is left. With `atOnce`, that many are dealt each interval, each at a
 * time of its own within it.
 */
export function mix(options: MixOptions): Nemesis {
  const { faults, overlap = false, atOnce = 1 } = options;
  const everyMs = positiveMs(options.every, "the interval of mix");
  checkRules(options);
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
      const count = Math.ceil(durationMs / everyMs) * atOnce;
      const candidates = Array.from({ length: count }, (_, card) => {
        const startMs = Math.floor(card / atOnce) * everyMs;
        const round = Math.floor(card / faults.length);
        const dealt = random.fork("deck").at(round).shuffle(faults);
        const plan = elementAt(dealt, card % faults.length);
        const where = atOnce === 1 ? 0.5 : random.fork("time").at(card).float();
        const times = timesIn(startMs, everyMs, durationMs, plan, where);
        return { plan, ...times, random: random.fork("step").at(card) };
      });
      const some = candidates.filter(({ forMs }) => forMs > 0);
      const limit = overlap && options.atOnce === undefined ? {} : { atOnce };
      return scheduleOf(some, layout, { ...options, ...limit, strict: true, endMs: durationMs });
    },
  };
}

/** `where` in [0, 1]: at the beginning of what is free of the interval, or at its end. */
function timesIn(
  startMs: number,
  everyMs: number,
  endMs: number,
  plan: FaultPlan,
  where: number,
): StepTimes {
  const wantedMs = plan.forMs ?? everyMs / 2;
  const leftMs = endMs - startMs;
  if (leftMs >= everyMs) {
    const quietMs = Math.max(0, everyMs - wantedMs);
    return { atMs: startMs + quietMs * where, forMs: Math.min(wantedMs, leftMs) };
  }
  const forMs = Math.min(wantedMs, leftMs / 2);
  return { atMs: startMs + (leftMs - forMs) * where, forMs: forMs < MIN_HOLD_MS ? 0 : forMs };
}

/** Faults of which one holds at a time, drawn anew each time. */
type Package = readonly FaultPlan[];

export interface CombinedOptions extends Rules {
  /** How long a package rests, and holds where its fault has no `for`: between nothing and twice this. */
  readonly every: string;
  readonly packages: readonly Package[];
}

/**
 * Packages side by side, each coming and going in its own time: a rest, then one of its faults, then a rest. Times are
 * uniform in [0, 2 × every), as in jepsen.nemesis.combined, whose packages stagger starts and stops that way.
 */
export function combined(options: CombinedOptions): Nemesis {
  const { packages } = options;
  const everyMs = positiveMs(options.every, "the interval of combined");
  checkRules(options);
  if (packages.length === 0 || packages.some((faults) => faults.length === 0)) {
    throw new HarnessError("usage", "combined has a package without faults, or no packages");
  }
  return {
    kinds: kindsOf(packages.flat()),
    schedule({ layout, durationMs, random }) {
      const candidates = packages.flatMap((faults, index) =>
        comings(faults, everyMs, durationMs, random.fork(`package-${String(index)}`)),
      );
      return scheduleOf(candidates, layout, { ...options, strict: true, endMs: durationMs });
    },
  };
}

function comings(
  faults: Package,
  everyMs: number,
  endMs: number,
  random: Random,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (let atMs = 0, n = 0; ; n++) {
    const source = random.at(n);
    atMs += source.fork("rest").float() * 2 * everyMs;
    const plan = source.fork("fault").pick(faults);
    const heldMs = plan.forMs ?? Math.max(MIN_HOLD_MS, source.fork("hold").float() * 2 * everyMs);
    const forMs = Math.min(heldMs, endMs - atMs);
    if (forMs < MIN_HOLD_MS) return candidates;
    candidates.push({ plan, atMs, forMs, random: source.fork("step") });
    atMs += forMs;
  }
}

/** One line of a script: `at` counts from the start of the load; without a `for` the fault holds to its end. */
export interface TimelineEntry {
  readonly at: string;
  readonly fault: FaultPlan;
  /** From `at` on, waits for this before it strikes. */
  readonly when?: Condition;
  /** Heals when this has come, counted from when the fault is in place; after its `for` in any case. */
  readonly until?: Condition;
}

/** Faults at fixed times, overlapping as written. What lies beyond the end of the run is left out or cut short. */
export function timeline(entries: readonly TimelineEntry[]): Nemesis {
  const script = entries.map(({ at, ...entry }, line) => {
    for (const condition of [entry.when, entry.until]) checkCondition(condition);
    return { ...entry, atMs: toMs(parseDuration(at)), line };
  });
  return {
    kinds: kindsOf(entries.map((entry) => entry.fault)),
    schedule({ layout, durationMs, random }) {
      const candidates = script
        .filter(({ atMs }) => atMs < durationMs)
        .map(({ atMs, fault: plan, line, ...events }): Candidate => {
          const leftMs = durationMs - atMs;
          const conditions = conditionsOf(events, durationMs);
          return {
            plan,
            atMs,
            forMs: Math.min(plan.forMs ?? leftMs, leftMs),
            random: random.fork("step").at(line),
            ...(conditions === null ? {} : { conditions }),
          };
        });
      return scheduleOf(candidates, layout, { strict: false });
    },
  };
}

function conditionsOf(
  { when, until }: Pick<TimelineEntry, "when" | "until">,
  endMs: number,
): StepConditions | null {
  if (when === undefined && until === undefined) return null;
  return {
    ...(when === undefined ? {} : { when }),
    ...(until === undefined ? {} : { until }),
    endMs,
  };
}

/** Types guard only those who compile. */
function checkCondition(condition: Condition | undefined): void {
  if (condition === undefined || condition === "leader-elected") return;
  const { okOps } = condition as { readonly okOps?: unknown };
  if (typeof okOps === "number" && okOps > 0) return;
  throw new HarnessError("usage", `${JSON.stringify(condition)} is nothing to wait for`, {
    hint: 'There are "leader-elected" and { okOps: 100 }.',
  });
}

const kindsOf = (faults: readonly FaultPlan[]): readonly string[] => [
  ...new Set(faults.map((plan) => plan.fault.kind)),
];
