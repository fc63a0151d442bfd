// What a checker says, and how several verdicts become one: invalid over unknown over valid.
import type { OpIndex } from "./ids.ts";
import type { Json } from "./json.ts";

export type EdgeType = "ww" | "wr" | "rw" | "realtime" | "process";

/** What proves an anomaly. */
export type Witness =
  | {
      readonly kind: "sub-history";
      /** Invocations of the failing sub-history, in order of invocation. */
      readonly ops: readonly OpIndex[];
      /** What belongs to it, too, but only for these to rest on, and is not shown: the adds of what a read saw, say. */
      readonly support?: readonly OpIndex[];
      /** Removing any one of them makes it pass. */
      readonly minimal: boolean;
      /** The state where no operation can go next, in words; "" where there is none to tell. */
      readonly lastState: string;
      /** Per operation that could not go next: why. */
      readonly stuck: readonly { readonly op: OpIndex; readonly because: string }[];
      /** The event with which the history has no order any more, while all before it has one; absent where it was not found. */
      readonly firstBad?: OpIndex;
    }
  | {
      readonly kind: "cycle";
      readonly edges: readonly {
        readonly from: OpIndex;
        readonly to: OpIndex;
        readonly type: EdgeType;
        readonly because: string;
      }[];
    }
  | { readonly kind: "counts"; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: "log"; readonly node: string; readonly line: string };

export interface Anomaly {
  /** Stable name: "non-linearizable", "lost-write", "log-pattern", … */
  readonly kind: string;
  /** One sentence in plain words. */
  readonly summary: string;
  /** Invocations to highlight. */
  readonly ops: readonly OpIndex[];
  readonly witness: Witness;
}

/** Why a checker could not decide. */
export type UnknownReason =
  | "timeout"
  | "memory"
  | "no-evidence"
  | "too-few-ops"
  | "malformed"
  | "crashed"
  | "interrupted"
  | "unsupported";

interface VerdictBase {
  readonly checker: string;
  /** Numbers for people and machines: counts, seconds, states explored. */
  readonly stats: Readonly<Record<string, number>>;
  /** Anything more that a report may show. */
  readonly details?: Readonly<Record<string, Json>>;
}

export type Verdict =
  | (VerdictBase & { readonly valid: true })
  | (VerdictBase & {
      readonly valid: "unknown";
      readonly reason: UnknownReason;
      /** What happened and what would decide it. */
      readonly detail: string;
    })
  | (VerdictBase & { readonly valid: false; readonly anomalies: readonly [Anomaly, ...Anomaly[]] });

/** A verdict in one word. */
export type VerdictWord = "valid" | "unknown" | "invalid";

export const wordOf = (verdict: Verdict): VerdictWord =>
  verdict.valid === true ? "valid" : verdict.valid === false ? "invalid" : "unknown";

/** The worst wins. No verdicts at all prove nothing: `unknown`. */
export function mergeWords(words: readonly VerdictWord[]): VerdictWord {
  if (words.includes("invalid")) return "invalid";
  return words.length === 0 || words.includes("unknown") ? "unknown" : "valid";
}

export const mergeVerdicts = (verdicts: readonly Verdict[]): VerdictWord =>
  mergeWords(verdicts.map(wordOf));

/** The word on a run: what was found stands, but a run that did not come to its end is never `valid`. */
export function wordOnRun(verdicts: readonly Verdict[], complete: boolean): VerdictWord {
  const word = mergeVerdicts(verdicts);
  return word === "valid" && !complete ? "unknown" : word;
}

/** What a scenario promises: `valid`, or the anomaly kinds of a known bug, at least one of which must be found. */
export type Expectation =
  "valid" | "invalid" | { readonly invalid: readonly string[]; readonly issue?: string };

/** Whether the verdicts are what the scenario promises. */
export function meets(expectation: Expectation, verdicts: readonly Verdict[]): boolean {
  const word = mergeVerdicts(verdicts);
  if (expectation === "valid") return word === "valid";
  if (word !== "invalid") return false;
  if (expectation === "invalid" || expectation.invalid.length === 0) return true;
  return verdicts.some(
    (v) => v.valid === false && v.anomalies.some((a) => expectation.invalid.includes(a.kind)),
  );
}
