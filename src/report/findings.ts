// What a run means, in plain words: one headline and its tone, the same in the terminal and in the HTML report.
import type { EarlyStop, RunStatus, StoredError } from "../core/plan.ts";
import { unreachable } from "../core/assert.ts";
import { clipped, printable } from "./printable.ts";
import { statsOf } from "./stat-text.ts";
import type { Expectation, UnknownReason, Verdict, VerdictWord } from "../core/verdict.ts";

/** `good` is kept for verdicts that are as promised; an unknown is never good. */
export type Tone = "good" | "bad" | "unsure";

export interface Headline {
  readonly tone: Tone;
  /** One or two words in capitals: "VALID", "INVALID, AS EXPECTED", "UNKNOWN", "FAILED". */
  readonly word: string;
  /** One sentence on what that means. */
  readonly sentence: string;
}

export interface Ending {
  readonly status: RunStatus;
  /** Null when nothing was checked. */
  readonly verdict: VerdictWord | null;
  readonly expected: boolean;
  readonly expectation: Expectation;
  readonly error: StoredError | null;
  /** Null, or left out, where the load was not stopped at a violation. */
  readonly stopped?: EarlyStop | null;
}

const REASON_CHARS = 300;

/** The headline of a run that ended so. */
export function headlineOf(ending: Ending): Headline {
  const base = headlineOfVerdict(ending);
  switch (ending.status) {
    case "done":
      return stoppedEarly(base, ending.stopped ?? null);
    case "running":
      return stopped("UNFINISHED", "The run did not come to its end", base, ending);
    case "interrupted":
      return stopped("INTERRUPTED", "The run was interrupted", base, ending);
    case "failed":
      return stopped("FAILED", "The harness could not finish the run", base, ending);
  }
}

/** Nothing is missing from such a run but what would have come after. */
function stoppedEarly(base: Headline, stop: EarlyStop | null): Headline {
  if (stop === null) return base;
  const why = clipped(printable(stop.because), REASON_CHARS);
  return {
    ...base,
    word: `${base.word} · STOPPED EARLY`,
    sentence: `${base.sentence} The load was stopped at the first violation (event ${String(stop.event)}): ${why}.`,
  };
}

/** An anomaly found before the run stopped stands; anything less proves nothing. */
function stopped(word: string, sentence: string, base: Headline, ending: Ending): Headline {
  if (ending.verdict === "invalid")
    return { ...base, word: `${base.word} · ${word}`, sentence: `${base.sentence} ${sentence}.` };
  return {
    tone: ending.status === "failed" ? "bad" : "unsure",
    word,
    sentence: `${sentence}: what was recorded is kept, and it proves nothing about the rest.`,
  };
}

function headlineOfVerdict({ verdict, expected, expectation }: Ending): Headline {
  const wanted = expectation === "valid" ? null : expectation;
  switch (verdict) {
    case "valid":
      return expected
        ? { tone: "good", word: "VALID", sentence: "Every checker passed: no anomaly was found." }
        : {
            tone: "bad",
            word: "VALID, NOT AS EXPECTED",
            sentence: `The scenario expects ${anomaliesText(wanted)}, and none was found.`,
          };
    case "invalid":
      return expected
        ? {
            tone: "good",
            word: "INVALID, AS EXPECTED",
            sentence: `The known bug was found again: the scenario expects ${anomaliesText(wanted)}.`,
          }
        : { tone: "bad", word: "INVALID", sentence: invalidSentence(wanted) };
    case "unknown":
      return {
        tone: "unsure",
        word: "UNKNOWN",
        sentence: "The run could not be decided; that is not a pass.",
      };
    case null:
      return {
        tone: "unsure",
        word: "NOT CHECKED",
        sentence: "No checker has looked at this run.",
      };
  }
}

function invalidSentence(wanted: Expectation | null): string {
  return wanted === null
    ? "The system broke its promise."
    : `Anomalies were found, but not the ones that the scenario expects (${anomaliesText(wanted)}).`;
}

function anomaliesText(expectation: Expectation | null): string {
  if (expectation === null || typeof expectation === "string") return "an anomaly";
  return expectation.invalid.length === 0 ? "an anomaly" : expectation.invalid.join(" or ");
}

/** What would decide a verdict that is `unknown`, one sentence. */
export function wouldDecide(reason: UnknownReason): string {
  switch (reason) {
    case "timeout":
      return "A longer time limit or fewer operations per key would decide it.";
    case "memory":
      return "More memory or fewer operations per key would decide it.";
    case "no-evidence":
      return "A run in which every fault leaves evidence would decide it.";
    case "too-few-ops":
      return "A longer run or a higher rate would decide it.";
    case "malformed":
      return "Only a well-formed history can be checked.";
    case "crashed":
      return "Check the run again once the checker is mended: the history is kept.";
    case "interrupted":
      return "A run to the end would decide it.";
    case "unsupported":
      return "Another checker or model would decide it.";
    default:
      return unreachable(reason);
  }
}

/** A verdict in one line: why it is unknown, or which anomalies were found how often. */
export function verdictText(verdict: Verdict): string {
  if (verdict.valid === true) return statsText(verdict.stats, 3);
  if (verdict.valid === "unknown") return `${verdict.reason}: ${verdict.detail}`;
  const counts = new Map<string, number>();
  for (const { kind } of verdict.anomalies) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, n]) => (n === 1 ? kind : `${kind} ×${String(n)}`)).join(", ");
}

/** The first `limit` numbers: "states explored 1,200 · longest gap 412 ms". */
const statsText = (stats: Readonly<Record<string, number>>, limit: number): string =>
  statsOf(stats)
    .slice(0, limit)
    .map(({ name, value }) => `${name} ${value}`)
    .join(" · ");
