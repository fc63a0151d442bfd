// Verdicts without a run around them: what `faultline check` prints for a history.
import { toSeconds } from "../../core/duration.ts";
import type { History } from "../../core/history.ts";
import { type Anomaly, type Verdict, wordOf } from "../../core/verdict.ts";
import { counterexampleOf } from "../counterexample.ts";
import { verdictText, wouldDecide } from "../findings.ts";
import { printable } from "../printable.ts";
import { asciiTimeline } from "./ascii-timeline.ts";
import { type Painter, painterOf, symbolOf, toneOfWord } from "./paint.ts";
import type { SummaryOptions } from "./summary.ts";
import { wrapped } from "./wrap.ts";

const TIMELINE_OPS = 12;
const SENTENCE_LINES = 4;
const NAME_CHARS = 24;
/** "invalid", "unknown" */
const WORD_CHARS = 7;

/** One line per checker; under an invalid one its first anomaly, under an unknown one what would decide it. */
export function verdictLines(
  verdicts: readonly Verdict[],
  history: History,
  options: SummaryOptions,
): readonly string[] {
  const paint = painterOf(options.color);
  const nameWidth = Math.min(NAME_CHARS, Math.max(0, ...verdicts.map((v) => v.checker.length)));
  return verdicts.flatMap((verdict) => {
    const word = wordOf(verdict);
    const tone = toneOfWord[word];
    const name = printable(verdict.checker).padEnd(nameWidth);
    const head = `${paint[tone](`${symbolOf[tone]} ${name}  ${word.padEnd(WORD_CHARS)}`)}  ${printable(verdictText(verdict))}`;
    if (verdict.valid === true) return [head];
    if (verdict.valid === "unknown") return [head, `  ${wouldDecide(verdict.reason)}`];
    const lines = anomalyLines(verdict.anomalies[0], history, options.width, paint);
    return [head, ...brokenLines(verdict, options.width), ...lines];
  });
}

/** Consistency models that do not hold, where the checker says so. */
function brokenLines({ details }: Verdict, width: number): readonly string[] {
  const [not = [], alsoNot = []] = [details?.not, details?.alsoNot].map((names) =>
    Array.isArray(names) ? names.map(String) : [],
  );
  if (not.length === 0) return [];
  const also = alsoNot.length === 0 ? "" : `, so also not ${alsoNot.join(", ")}`;
  return indented(`not ${not.join(", ")}${also}`, width);
}

const indented = (text: string, width: number): readonly string[] =>
  wrapped(text, width - 2, SENTENCE_LINES).map((line) => `  ${line}`);

function anomalyLines(
  anomaly: Anomaly,
  history: History,
  width: number,
  paint: Painter,
): readonly string[] {
  const { witness } = anomaly;
  const reasons = witness.kind === "cycle" ? witness.edges : [];
  const sentence = [
    ...indented(anomaly.summary, width),
    ...reasons.slice(0, TIMELINE_OPS).flatMap(({ because }) => indented(`- ${because}`, width)),
  ];
  const example = counterexampleOf(anomaly, history, TIMELINE_OPS);
  const prefix =
    example.goodUntil === null
      ? []
      : [`  What had ended before ${toSeconds(example.goodUntil).toFixed(6)} s has an order.`];
  return example.ops.length === 0
    ? sentence
    : [...sentence, ...prefix, ...asciiTimeline(example, { width, paint })];
}
