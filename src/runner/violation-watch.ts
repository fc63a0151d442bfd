// Judges a history while it is recorded, by those of a run's checkers that can, and says when the first violation is certain. It runs
// with the load: judging an event costs less than handing it to a thread would.
import { onlineChecker } from "../checkers/linearizable/online/online.ts";
import type { OnlineChecker, OnlineViolation } from "../checkers/linearizable/online/stream.ts";
import { HarnessError } from "../core/errors.ts";
import type { Json } from "../core/json.ts";
import type { HistoryEvent } from "../core/op.ts";
import type { CheckerSpec, EarlyStop } from "../core/plan.ts";
import type { Verdict } from "../core/verdict.ts";

interface Watcher {
  /** Of its checker among the run's. */
  readonly position: number;
  readonly spec: CheckerSpec;
  readonly online: OnlineChecker;
}

/** Takes every event of the history, in order. */
export class ViolationWatch {
  readonly #watchers: readonly Watcher[];
  readonly #onFound: (stop: EarlyStop) => void;
  readonly #stopped = new AbortController();
  #position = -1;
  #found: EarlyStop | null = null;

  /** Checkers that can only judge whole histories are left out. */
  constructor(checkers: readonly CheckerSpec[], onFound: (stop: EarlyStop) => void) {
    this.#watchers = checkers.flatMap((spec, position) => {
      const online = onlineOf(spec);
      return online === null ? [] : [{ position, spec, online }];
    });
    this.#onFound = onFound;
  }

  /** Aborted by the first violation. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  get found(): EarlyStop | null {
    return this.#found;
  }

  /** How much it can see: "nothing" without a checker that judges as it goes, "not all" once one of them had to leave something to the end. */
  get sees(): "all" | "not all" | "nothing" {
    if (this.#watchers.length === 0) return "nothing";
    return this.#watchers.every(({ online }) => online.state === "checking") ? "all" : "not all";
  }

  push(event: HistoryEvent): void {
    if (this.#found !== null) return;
    for (const { online, position, spec } of this.#watchers) {
      const violation = online.push(event);
      if (violation === null) continue;
      this.#found = stopOf(violation, spec, event);
      this.#position = position;
      this.#onFound(this.#found);
      this.#stopped.abort(this.#found);
      return;
    }
  }

  /**
   * What was found stands, also where checking the whole history ran out of time. Throws `internal` if that found the history to be
   * valid, since one of both is wrong then.
   */
  settle(verdicts: readonly Verdict[]): readonly Verdict[] {
    const found = this.#found;
    if (found === null) return verdicts;
    return verdicts.map((verdict, position) =>
      position === this.#position ? settled(verdict, found) : verdict,
    );
  }
}

const onlineOf = ({ checker, model, options }: CheckerSpec): OnlineChecker | null =>
  checker === "linearizable" && model !== undefined
    ? onlineChecker({ ...(options as { readonly initial?: Json } | undefined), model })
    : null;

const stopOf = (
  { event, key, ops, because }: OnlineViolation,
  { checker }: CheckerSpec,
  { time }: HistoryEvent,
): EarlyStop => ({ checker, event, time, ...(key === undefined ? {} : { key }), ops, because });

function settled(verdict: Verdict, { event, ops, because }: EarlyStop): Verdict {
  if (verdict.valid === false) return verdict;
  if (verdict.valid === true)
    throw new HarnessError(
      "internal",
      `the load was stopped since "${because}" (event ${String(event)}), but the whole history was found valid`,
      { hint: "Please report it with the run directory: one of both is a bug." },
    );
  return {
    checker: verdict.checker,
    stats: verdict.stats,
    details: { ...verdict.details, undecided: verdict.detail },
    valid: false,
    anomalies: [
      {
        kind: "non-linearizable",
        summary: because,
        ops,
        witness: { kind: "sub-history", ops, minimal: false, lastState: because, stuck: [] },
      },
    ],
  };
}
