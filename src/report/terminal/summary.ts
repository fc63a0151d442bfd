// The last words of a run in the terminal: verdict, checkers, operations, faults, the first anomaly, what to do next.
// At most 25 lines, whatever happened. Prints nothing itself.
import { formatDuration, fromMs } from "../../core/duration.ts";
import type { RunSummary } from "../../core/events.ts";
import type { FaultWindow } from "../../core/fault.ts";
import type { History } from "../../core/history.ts";
import { type Anomaly, type Verdict, wordOf } from "../../core/verdict.ts";
import { counterexampleOf } from "../counterexample.ts";
import { headlineOf, verdictText, wouldDecide } from "../findings.ts";
import { numberText } from "../stat-text.ts";
import { printable } from "../printable.ts";
import { asciiTimeline } from "./ascii-timeline.ts";
import { type Painter, painterOf, symbolOf, toneOfWord } from "./paint.ts";
import { oneLine, wrapped } from "./wrap.ts";

export interface SummaryOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

const SUMMARY_LINES = 25;
const TIMELINE_OPS = 12;
const CHECKER_LINES = 6;
const UNKNOWN_LINES = 3;
const HEADLINE_LINES = 2;
const ERROR_LINES = 3;
const OUTPUT_LINES = 7;
const FAULT_LINES = 2;
const NARROWEST_COLUMNS = 60;

interface Page {
  readonly run: RunSummary;
  readonly paint: Painter;
  readonly width: number;
}

/** The summary, its lines ended by `\n`. With the history, the first anomaly is drawn as a timeline. */
export function summaryText(
  run: RunSummary,
  history: History | null | undefined,
  options: SummaryOptions,
): string {
  const width = Math.max(NARROWEST_COLUMNS, options.width);
  const page: Page = { run, width, paint: painterOf(options.color) };
  const below = tailLines(page);
  const above = [
    ...headLines(page),
    ...errorLines(page),
    ...checkerLines(page),
    ...factLines(page),
  ].slice(0, SUMMARY_LINES - below.length);
  const room = SUMMARY_LINES - above.length - below.length;
  return [...above, ...anomalyLines(page, history ?? null, room), ...below]
    .slice(0, SUMMARY_LINES)
    .map((line) => `${line}\n`)
    .join("");
}

function headLines({ run, paint, width }: Page): readonly string[] {
  const headline = headlineOf(run);
  const word = paint.bold(paint[headline.tone](`${symbolOf[headline.tone]} ${headline.word}`));
  const about = `${printable(run.scenario)} · ${run.backend} · seed ${String(run.seed)} · ${formatDuration(fromMs(run.durationMs))}`;
  const sentence = wrapped(headline.sentence, width - 2, HEADLINE_LINES).map((line) => `  ${line}`);
  return [`${word}  ${about}`, ...sentence];
}

function errorLines({ run, paint, width }: Page): readonly string[] {
  const lines: string[] = [];
  if (run.error !== null) {
    const text = `${run.error.code}: ${run.error.message}`;
    lines.push(...errorText(text, width - 2).map((line) => paint.bad(`  ${line}`)));
    if (run.error.hint !== null) lines.push(`  ${oneLine(run.error.hint, width - 2)}`);
  }
  if (run.leftovers.length > 0 && run.error?.code !== "leak") {
    const left = `left behind: ${run.leftovers.join(", ")} (faultline clean removes it)`;
    lines.push(paint.bad(`  ${oneLine(left, width - 2)}`));
  }
  return lines;
}

/** What happened in full; of the output that may follow it on lines of its own, the end. */
function errorText(text: string, width: number): readonly string[] {
  const [first = "", ...output] = text.split("\n");
  return [
    ...wrapped(first, width, ERROR_LINES),
    ...output.slice(-OUTPUT_LINES).map((line) => oneLine(`  ${line}`, width)),
  ];
}

/** The worst verdicts come first, so that folding hides only the less interesting. */
function checkerLines(page: Page): readonly string[] {
  const order = { invalid: 0, unknown: 1, valid: 2 } as const;
  const rows = withUnknownsTogether(page.run.verdicts).sort(
    (a, b) => order[wordOf(a)] - order[wordOf(b)],
  );
  const nameWidth = Math.min(24, Math.max(0, ...rows.map((v) => v.checker.length)));
  const lines = rows.slice(0, CHECKER_LINES).map((v) => checkerLine(page, v, nameWidth));
  const hidden = rows.length - CHECKER_LINES;
  return hidden > 0 ? [...lines, page.paint.dim(`    and ${String(hidden)} more checkers`)] : lines;
}

/** Checkers that do not know for the same reason share a line: in a run that failed at once, all of them. */
function withUnknownsTogether(verdicts: readonly Verdict[]): Verdict[] {
  const rows = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const key = verdict.valid === "unknown" ? verdictText(verdict) : `=${verdict.checker}`;
    rows.set(key, [...(rows.get(key) ?? []), verdict]);
  }
  return [...rows.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          others.length === 0
            ? first
            : { ...first, checker: `${String(others.length + 1)} checkers` },
        ],
  );
}

function checkerLine({ paint, width }: Page, verdict: Verdict, nameWidth: number): string {
  const word = wordOf(verdict);
  const tone = toneOfWord[word];
  const mark = paint[tone](
    `${symbolOf[tone]} ${printable(verdict.checker).padEnd(nameWidth)}  ${word.padEnd(7)}`,
  );
  return `  ${mark}  ${oneLine(verdictText(verdict), width - nameWidth - 15)}`;
}

function factLines({ run, width }: Page): readonly string[] {
  const { ok, fail, info } = run.counts;
  const ops = `  ops     ${numberText(ok)} ok · ${numberText(fail)} fail · ${numberText(info)} info`;
  return [ops, ...faultLines(run.faults, width)];
}

function faultLines(faults: readonly FaultWindow[], width: number): readonly string[] {
  if (faults.length === 0) return ["  faults  none were injected"];
  const bit = faults.filter((fault) => fault.evidence.seen);
  const vain = faults.filter((fault) => !fault.evidence.seen);
  const lines = [];
  if (bit.length > 0) lines.push(`${String(bit.length)} bit: ${tally(bit)}`);
  if (vain.length > 0) lines.push(`${String(vain.length)} without evidence: ${tally(vain)}`);
  return lines
    .flatMap((line) => wrapped(line, width - 10, FAULT_LINES))
    .map((line, row) => `  ${row === 0 ? "faults" : "      "}  ${line}`);
}

function tally(faults: readonly FaultWindow[]): string {
  const counts = new Map<string, number>();
  for (const { name } of faults) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n === 1 ? name : `${name} ×${String(n)}`)).join(", ");
}

function firstAnomaly(verdicts: readonly Verdict[]): Anomaly | null {
  for (const verdict of verdicts) if (verdict.valid === false) return verdict.anomalies[0];
  return null;
}

function anomalyLines(page: Page, history: History | null, room: number): readonly string[] {
  const anomaly = firstAnomaly(page.run.verdicts);
  if (anomaly === null) return unknownLines(page, room);
  const title = `${page.paint.bold("first anomaly")}  ${printable(anomaly.kind)}`;
  const sentence = wrapped(anomaly.summary, page.width - 2, 3).map((line) => `  ${line}`);
  const said = ["", title, ...sentence];
  const left = room - said.length;
  return [...said, ...(history === null ? [] : timelineLines(page, anomaly, history, left))].slice(
    0,
    room,
  );
}

/** Needs two lines beside the operations: what the bars mean, and why the marked one cannot go. */
function timelineLines(
  { paint, width }: Page,
  anomaly: Anomaly,
  history: History,
  room: number,
): readonly string[] {
  const limit = Math.min(TIMELINE_OPS, room - 2);
  if (limit < 1) return [];
  const example = counterexampleOf(anomaly, history, limit);
  if (example.ops.length === 0) return [];
  const shown = example.total > example.ops.length ? `${String(example.ops.length)} of ` : "";
  const minimal = example.minimal ? "; without any one of them it would pass" : "";
  const legend = `  ${shown}${String(example.total)} operations in the order of events${minimal}`;
  const reason = example.ops.find((o) => o.impossible && o.because !== null)?.because ?? null;
  const why = reason === null ? [] : [paint.bad(`  ✗ ${oneLine(reason, width - 4)}`)];
  return [paint.dim(legend), ...asciiTimeline(example, { width, paint }), ...why];
}

/** Why it could not be decided, in full, and what would decide it; checkers with one reason are named together. */
function unknownLines({ run, paint, width }: Page, room: number): readonly string[] {
  // What would decide it is then to mend what the error says.
  if (run.status === "failed") return [];
  const checkers = new Map<string, string[]>();
  for (const v of run.verdicts) {
    if (v.valid !== "unknown") continue;
    const why = `${v.detail.replace(/\.$/, "")}. ${wouldDecide(v.reason)}`;
    checkers.set(why, [...(checkers.get(why) ?? []), v.checker]);
  }
  return [...checkers]
    .flatMap(([why, names]) => [
      "",
      ...wrapped(`${names.join(", ")}: ${why}`, width - 2, UNKNOWN_LINES),
    ])
    .map((line) => (line === "" ? line : paint.unsure(`  ${line}`)))
    .slice(0, Math.max(0, room));
}

function tailLines({ run, paint }: Page): readonly string[] {
  const report = run.report === null ? "none was written" : printable(run.report);
  return ["", `  report  ${report}`, `  replay  ${paint.bold(printable(run.replay))}`];
}
