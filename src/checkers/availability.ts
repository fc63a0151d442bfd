// The `availability` checker: how long clients went without a success, inside fault windows and outside. It reports; only
// a threshold given as an option makes it judge.
import type { History } from "../core/history.ts";
import { fromMs, toMs, toSeconds } from "../core/duration.ts";
import type { Anomaly, Verdict } from "../core/verdict.ts";
import type { CheckContext, Checker } from "./checker.ts";
import { gapsOf, loadOf, longestGap, type Span, successTimes, within } from "./success-gaps.ts";
import { vacuous } from "./vacuous.ts";

const NAME = "availability";

export interface AvailabilityOptions {
  /** No longer than this without a success outside fault windows. */
  readonly maxGapMs?: number;
}

interface WindowReport {
  readonly fault: string;
  readonly span: Span;
  readonly longestGapMs: number;
}

export const availability = (options: AvailabilityOptions = {}): Checker => ({
  name: NAME,
  check: (history, context) =>
    Promise.resolve(vacuous(NAME, history) ?? judge(history, context, options)),
});

function judge(history: History, context: CheckContext, options: AvailabilityOptions): Verdict {
  const load = loadOf(history, context);
  const gaps = gapsOf(successTimes(history), load);
  const windows = history.faults.map((fault): WindowReport => {
    const span = { start: fault.start, end: fault.end ?? load.end };
    return { fault: fault.name, span, longestGapMs: toMs(longestGap(within(gaps, span))) };
  });
  const calm = calmSpans(load, windows);
  const outsideMs = Math.max(0, ...calm.map((span) => toMs(longestGap(within(gaps, span)))));
  const common = {
    checker: NAME,
    stats: statsOf(history, windows, outsideMs),
    details: {
      windows: windows.map(({ fault, span, longestGapMs }) => ({
        fault,
        startMs: span.start / 1e6,
        endMs: span.end / 1e6,
        longestGapMs,
      })),
    },
  };
  const [first, ...others] = anomaliesOf(outsideMs, options);
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
  return {
    okShare: share("ok"),
    failShare: share("fail"),
    infoShare: share("info"),
    longestGapInFaultsMs: Math.max(0, ...windows.map(({ longestGapMs }) => longestGapMs)),
    longestGapOutsideMs: outsideMs,
  };
}

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

function anomaliesOf(outsideMs: number, { maxGapMs }: AvailabilityOptions): readonly Anomaly[] {
  if (maxGapMs === undefined || outsideMs <= maxGapMs) return [];
  return [
    {
      kind: "unavailable",
      summary: `no operation succeeded for ${seconds(outsideMs)} outside fault windows; at most ${seconds(maxGapMs)} are allowed`,
      ops: [],
      witness: { kind: "counts", counts: { longestGapOutsideMs: outsideMs, maxGapMs } },
    },
  ];
}

const seconds = (ms: number): string => `${toSeconds(fromMs(ms)).toFixed(2)} s`;
