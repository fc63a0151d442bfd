// The `recovery` checker: after each heal, how soon the first operation succeeded and how soon as many did as before the
// first fault. It reports; only thresholds given as options make it judge.
import { fromMs, toSeconds } from "../core/duration.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { History } from "../core/history.ts";
import type { Json } from "../core/json.ts";
import type { Anomaly, Verdict } from "../core/verdict.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { loadOf, type Span, successTimes } from "./success-gaps.ts";
import { enoughOf, STEADY_SEEN_MS, SteadyRate, usualRate } from "./success-rate.ts";
import { vacuous } from "./vacuous.ts";

const NAME = "recovery";

export interface RecoveryOptions {
  /** The first success after a heal comes within this. */
  readonly expectRecoveryMs?: number;
  /** Within this after a heal the rate is what it was before the first fault. */
  readonly expectSteadyMs?: number;
  /** How long the load went on without faults; left out or 0, a recovery that nobody saw is no matter. */
  readonly recoveryMs?: number;
}

interface Heal {
  readonly fault: FaultWindow;
  readonly at: number;
  /** Until when no fault holds; null where another one holds at the heal. */
  readonly calmUntil: number | null;
  /** Null where nothing succeeded any more. */
  readonly firstOkMs: number | null;
  /** Null where the load ended, or was too thin, before a steady rate could be seen. */
  readonly steadyMs: number | null;
}

interface Findings {
  readonly load: Span;
  readonly usual: number | null;
  /** In order of time. */
  readonly heals: readonly Heal[];
  /** Whether anybody asked for anything after the last heal. */
  readonly asked: boolean;
}

export const recovery = (options: RecoveryOptions = {}): Checker => ({
  name: NAME,
  check: (history, context) =>
    Promise.resolve(vacuous(NAME, history) ?? judge(findingsOf(history, context), options)),
});

function findingsOf(history: History, context: CheckContext): Findings {
  const load = loadOf(history, context);
  const successes = successTimes(history);
  const began = Math.min(load.end, ...history.faults.map((fault) => fault.start));
  const usual = usualRate(successes, load, began);
  const steady = usual === null ? null : new SteadyRate(successes, load, enoughOf(usual));
  const heals = history.faults
    .flatMap((fault): Heal[] => {
      if (fault.end === null || fault.end === fault.start) return [];
      const at: number = fault.end;
      const since = (moment: number | null | undefined): number | null =>
        moment == null ? null : (moment - at) / 1e6;
      return [
        {
          fault,
          at,
          calmUntil: calmUntil(at, history.faults),
          firstOkMs: since(successes.find((time) => time >= at)),
          steadyMs: since(steady?.from(at)),
        },
      ];
    })
    .sort((a, b) => a.at - b.at);
  const last = heals.at(-1)?.at ?? load.end;
  const asked = history.operations().some(({ start }) => start >= last && start <= load.end);
  return { load, usual, heals, asked };
}

/** When the next fault begins; null where one holds at that moment. */
function calmUntil(at: number, faults: readonly FaultWindow[]): number | null {
  if (faults.some(({ start, end }) => start < at && (end === null || end > at))) return null;
  return Math.min(Infinity, ...faults.map(({ start }) => start).filter((start) => start >= at));
}

function judge(found: Findings, options: RecoveryOptions): Verdict {
  const common = { checker: NAME, stats: statsOf(found), details: detailsOf(found) };
  const [first, ...others] = found.heals.flatMap((heal) => slownessOf(heal, found, options));
  if (first !== undefined) return { ...common, valid: false, anomalies: [first, ...others] };
  const unseen = unseenIn(found, options);
  if (unseen === null) return { ...common, valid: true };
  return { ...common, valid: "unknown", reason: "too-few-ops", detail: unseen };
}

/** The figures of the last heal, and the worst of all. */
function statsOf({ usual, heals }: Findings): Readonly<Record<string, number>> {
  const firsts = heals.flatMap(({ firstOkMs }) => firstOkMs ?? []);
  const steadies = heals.flatMap(({ steadyMs }) => steadyMs ?? []);
  const last = heals.at(-1);
  return {
    heals: heals.length,
    ...numbers({ firstOkMs: last?.firstOkMs, steadyMs: last?.steadyMs }),
    ...(firsts.length === 0 ? {} : { slowestFirstOkMs: Math.max(...firsts) }),
    ...(steadies.length === 0 ? {} : { slowestSteadyMs: Math.max(...steadies) }),
    ...(usual === null ? {} : { usualPerSecond: usual }),
    notRecovered: heals.length - firsts.length,
  };
}

const numbers = (
  all: Readonly<Record<string, number | null | undefined>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [[name, value] as const])),
  );

const detailsOf = ({ heals }: Findings): Readonly<Record<string, Json>> => ({
  heals: heals.map(({ fault, at, firstOkMs, steadyMs }) => ({
    fault: fault.id,
    name: fault.name,
    healedAtMs: at / 1e6,
    firstOkMs,
    steadyMs,
  })),
});

/** A heal is judged where nothing else held, for as long as nothing else began. */
function slownessOf(
  { fault, at, calmUntil, firstOkMs, steadyMs }: Heal,
  { load, usual }: Findings,
  { expectRecoveryMs, expectSteadyMs }: RecoveryOptions,
): readonly Anomaly[] {
  if (calmUntil === null) return [];
  const seenMs = (Math.min(calmUntil, load.end) - at) / 1e6;
  const slow = (
    what: string,
    tookMs: number | null,
    allowedMs: number | undefined,
    toSeeMs = 0,
  ): Anomaly[] => {
    if (allowedMs === undefined || (tookMs ?? seenMs) <= allowedMs) return [];
    if (seenMs <= allowedMs + toSeeMs) return [];
    const waitedMs = tookMs ?? seenMs;
    const how = tookMs === null ? "not within" : "only after";
    return [
      {
        kind: "slow-recovery",
        summary: `after ${fault.name} was healed at ${seconds(at / 1e6)}, ${what} came ${how} ${seconds(waitedMs)}; at most ${seconds(allowedMs)} are allowed`,
        ops: [],
        witness: { kind: "counts", counts: { tookMs: waitedMs, allowedMs } },
      },
    ];
  };
  return [
    ...slow("the first success", firstOkMs, expectRecoveryMs),
    ...(usual === null ? [] : slow("the rate of before", steadyMs, expectSteadyMs, STEADY_SEEN_MS)),
  ];
}

/** What could not be seen after the last heal although the run meant to look; null where nothing is missing. */
function unseenIn(
  { usual, heals, asked }: Findings,
  { recoveryMs = 0, expectRecoveryMs, expectSteadyMs }: RecoveryOptions,
): string | null {
  const last = heals.at(-1);
  const expects = expectRecoveryMs !== undefined || expectSteadyMs !== undefined;
  if (last === undefined || (recoveryMs === 0 && !expects)) return null;
  if (!asked && !expects) return null;
  const after = `after ${last.fault.name}, the last fault, was healed`;
  if (last.firstOkMs === null) return `nothing succeeded ${after}; lengthen \`recovery\``;
  if (last.steadyMs !== null || expectSteadyMs === undefined) return null;
  if (usual !== null) {
    return `the load ended before as many operations succeeded per second as before the faults, ${after}; lengthen \`recovery\``;
  }
  return "too few operations succeeded before the first fault to know the rate that is to come back; begin the faults later, or raise `rate`";
}

const seconds = (ms: number): string => `${toSeconds(fromMs(ms)).toFixed(2)} s`;
