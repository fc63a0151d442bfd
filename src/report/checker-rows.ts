// The table of checkers in a report: each verdict in one line of words.
import { type Verdict, wordOf } from "../core/verdict.ts";
import { verdictText, wouldDecide } from "./findings.ts";
import type { CheckerRow } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";

const TEXT_CHARS = 2000;

/** `complete`: the run came to its end, so that what it lacks is not for want of an end. */
export const checkerRows = (
  verdicts: readonly Verdict[],
  complete: boolean,
): readonly CheckerRow[] =>
  verdicts.map((verdict) => ({
    checker: printable(verdict.checker),
    verdict: wordOf(verdict),
    reason: verdict.valid === "unknown" ? verdict.reason : null,
    text: printable(clipped(textOf(verdict, complete), TEXT_CHARS)),
    stats: verdict.stats,
  }));

function textOf(verdict: Verdict, complete: boolean): string {
  if (verdict.valid === true) return "";
  if (verdict.valid === false) return verdictText(verdict);
  const reason = !complete && verdict.reason === "too-few-ops" ? "interrupted" : verdict.reason;
  return `${verdict.detail.replace(/\.$/, "")}. ${wouldDecide(reason)}`;
}
