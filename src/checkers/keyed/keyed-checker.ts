// What all checkers that go through a history once, key by key, have in common: when a history holds too little, what a
// verdict is made of. Knows no promise of any system.
import type { History } from "../../core/history.ts";
import type { UnknownReason, Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import { Findings, UnreadableValue } from "./findings.ts";
import { type ObjectHistory, objectsOf, wholeOf } from "./object-history.ts";

/** Options that each of these checkers takes. */
export interface KeyedOptions {
  /** Fewer observations (reads, dequeues, polls) than this prove nothing: `unknown`. 1 when left out. */
  readonly minObservations?: number;
  /** How many elements of a list and examples of an anomaly the verdict shows; all are counted. 10 when left out. */
  readonly show?: number;
}

export interface KeyedChecker {
  readonly name: string;
  /** Functions it understands; with others the verdict is `unknown`. Null: it overlooks what it does not know. */
  readonly functions: readonly string[] | null;
  /** What it counts as observations, in words: "reads". */
  readonly observations: string;
  /** Keys are parts of one object. */
  readonly whole?: boolean;
  /** Linear in the events and in the size of their values. */
  readonly judge: (object: ObjectHistory, found: Findings, context: CheckContext) => void;
  /** Asked after all keys, for what is to be said of them together. */
  readonly conclude?: (found: Findings) => void;
}

const SHOWN = 10;

export const keyedChecker = (checker: KeyedChecker, options: KeyedOptions): Checker => ({
  name: checker.name,
  check: (history, context) => Promise.resolve(verdictOf(checker, options, history, context)),
});

function verdictOf(
  checker: KeyedChecker,
  options: KeyedOptions,
  history: History,
  context: CheckContext,
): Verdict {
  const { name } = checker;
  const least = options.minObservations ?? 1;
  const [problem] = history.problems;
  if (problem !== undefined)
    return unknown(name, "malformed", `the history is not well formed: ${problem.message}`);
  const stranger = strangerIn(checker, history);
  if (stranger !== null) return unknown(name, "unsupported", stranger);
  const found = new Findings(options.show ?? SHOWN);
  try {
    judgeAll(checker, history, found, context);
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error;
    return unknown(name, "malformed", error.message);
  }
  const common = { checker: name, stats: found.stats, details: found.details };
  const [first, ...others] = found.anomalies;
  if (first !== undefined) return { ...common, valid: false, anomalies: [first, ...others] };
  if (found.doubt !== null) return { ...common, valid: "unknown", ...found.doubt };
  if (found.observations >= least) return { ...common, valid: true };
  const detail = `${String(found.observations)} ${checker.observations} succeeded; without ${String(least)} at least nothing is shown`;
  return { ...common, valid: "unknown", reason: "too-few-ops", detail };
}

function judgeAll(
  checker: KeyedChecker,
  history: History,
  found: Findings,
  context: CheckContext,
): void {
  const objects = checker.whole === true ? [wholeOf(history)] : objectsOf(history);
  const empty = objects.length === 0 ? [wholeOf(history)] : objects;
  for (const object of empty) {
    found.about(object.key);
    checker.judge(object, found, context);
  }
  found.about(null);
  checker.conclude?.(found);
  if (objects.length > 1) found.count("keys", objects.length);
}

/** Names the first client operation that the checker does not know; null when there is none. */
function strangerIn({ name, functions }: KeyedChecker, { columns }: History): string | null {
  if (functions === null) return null;
  const unknownIds = columns.functions.flatMap((f, id) => (functions.includes(f) ? [] : [id]));
  if (unknownIds.length === 0) return null;
  const at = columns.f.findIndex(
    (id, event) => columns.process[event] !== -1 && unknownIds.includes(id),
  );
  if (at === -1) return null;
  const f = columns.functions[columns.f[at] as number] ?? "";
  return `the checker ${name} knows ${functions.join(", ")}, not ${f} (event ${String(at)})`;
}

const unknown = (checker: string, reason: UnknownReason, detail: string): Verdict => ({
  checker,
  stats: {},
  valid: "unknown",
  reason,
  detail,
});
