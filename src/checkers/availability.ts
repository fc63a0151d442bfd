// The `availability` checker: how long clients went without a success, inside fault windows and outside, and how soon after
// each heal the first success came. It reports; only thresholds given as options make it judge.
import type { History } from "../core/history.ts";
import { fromMs, toMs, toSeconds } from "../core/duration.ts";
import type { Anomaly, Verdict } from "../core/verdict.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { gapsOf, longestGap, type Span, within } from "./success-gaps.ts";
import { vacuous } from "./vacuous.ts";

const NAME = "availability";

export interface AvailabilityOptions {
  /** No longer than this without a success outside fault windows. */
  readonly maxGapMs?: number;
  /** The first success after a heal comes within this. */
  readonly expectRecoveryMs?: number;
}

interface WindowReport {
  readonly fault: string;
  readonly span: Span;
  readonly healedAtNs: number | null;
  readonly longestGapMs: number;
  /** Null when nothing succeeded after the heal, or it was not healed. */
  readonly recoveryMs: number | null;
}

export const availability = (options: AvailabilityOptions = {}): Checker => ({
  name: NAME,
  check: (history, context) =>
    Promise.resolve(vacuous(NAME, history) ?? judge(history, context, options)),
});

function judge(history: History, context: CheckContext, options: AvailabilityOptions): Verdict {
  const load = loadOf(history, context);
  const successes = successTimes(history);
  const gaps = gapsOf(successes, load);
  const windows = history.faults.map((fault): WindowReport => {
    const span = { start: fault.start, end: fault.end ?? load.end };
    const next = fault.end === null ? undefined : successes.find((time) => time >= span.end);
    return {
      fault: fault.name,
      span,
      healedAtNs: fault.end,
      longestGapMs: toMs(longestGap(within(gaps, span))),
      recoveryMs: next === undefined ? null : (next - span.end) / 1e6,
    };
  });
  const calm = calmSpans(load, windows);
  const outsideMs = Math.max(0, ...calm.map((span) => toMs(longestGap(within(gaps, span)))));
  const common = {
    checker: NAME,
    stats: statsOf(history, windows, outsideMs),
    details: {
      windows: windows.map(({ fault, span, longestGapMs, recoveryMs }) => ({
        fault,
        startMs: span.start / 1e6,
        endMs: span.end / 1e6,
        longestGapMs,
        recoveryMs,
      })),
    },
  };
  const [first, ...others] = anomaliesOf(windows, outsideMs, load, options);
  if (first === undefined) return { ...common, valid: true };
  return { ...common, valid: false, anomalies: [first, ...others] };
}

function statsOf(
  history: History,
  windows: readonly WindowReport[],
  outsideMs: number,
): Record<string, number> {
  const ops = history.operations();
  const share = (type: string): number =>
    ops.filter(({ outcome }) => outcome.type === type).length / ops.length;
  const recoveries = windows.flatMap(({ recoveryMs }) => (recoveryMs === null ? [] : [recoveryMs]));
  return {
    okShare: share("ok"),
    failShare: share("fail"),
    infoShare: share("info"),
    longestGapInFaultsMs: Math.max(0, ...windows.map(({ longestGapMs }) => longestGapMs)),
    longestGapOutsideMs: outsideMs,
    slowestRecoveryMs: Math.max(0, ...recoveries),
    notRecovered: windows.filter((w) => w.healedAtNs !== null && w.recoveryMs === null).length,
  };
}

/** When the load ran; without a run, from the first event to the last. */
function loadOf(history: History, { loadWindow }: CheckContext): Span {
  if (loadWindow !== null) return loadWindow;
  const { time } = history.columns;
  return { start: time[0] ?? 0, end: time[time.length - 1] ?? 0 };
}

const successTimes = (history: History): readonly number[] =>
  history
    .operations()
    .flatMap(({ outcome, end }) => (outcome.type === "ok" && end !== null ? [end] : []))
    .sort((a, b) => a - b);

/** The load's time outside all fault windows. */
function calmSpans(load: Span, windows: readonly WindowReport[]): readonly Span[] {
  const spans: Span[] = [];
  let from: number = load.start;
  for (const { span } of [...windows].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start > from) spans.push({ start: from, end: span.start });
    from = Math.max(from, span.end);
  }
  if (load.end > from) spans.push({ start: from, end: load.end });
  return spans;
}

function anomaliesOf(
  windows: readonly WindowReport[],
  outsideMs: number,
  load: Span,
  { maxGapMs, expectRecoveryMs }: AvailabilityOptions,
): readonly Anomaly[] {
  const found: Anomaly[] = [];
  if (maxGapMs !== undefined && outsideMs > maxGapMs)
    found.push({
      kind: "unavailable",
      summary: `no operation succeeded for ${seconds(outsideMs)} outside fault windows; at most ${seconds(maxGapMs)} are allowed`,
      ops: [],
      witness: { kind: "counts", counts: { longestGapOutsideMs: outsideMs, maxGapMs } },
    });
  for (const { fault, healedAtNs, recoveryMs } of windows) {
    if (expectRecoveryMs === undefined || healedAtNs === null) continue;
    const waitedMs = recoveryMs ?? (load.end - healedAtNs) / 1e6;
    if (waitedMs <= expectRecoveryMs) continue;
    const how = recoveryMs === null ? "nothing succeeded for" : "the first success came after";
    found.push({
      kind: "slow-recovery",
      summary: `after ${fault} was healed at ${seconds(healedAtNs / 1e6)}, ${how} ${seconds(waitedMs)}; at most ${seconds(expectRecoveryMs)} are allowed`,
      ops: [],
      witness: { kind: "counts", counts: { recoveryMs: waitedMs, expectRecoveryMs } },
    });
  }
  return found;
}

const seconds = (ms: number): string => `${toSeconds(fromMs(ms)).toFixed(2)} s`;
