// What every checker is: a pure judgement of a history. It knows no run, no cluster and no files.
import type { History } from "../core/history.ts";
import type { LogLine } from "../core/logs.ts";
import type { Random } from "../core/random.ts";
import type { Verdict } from "../core/verdict.ts";
import type { Nanos } from "../core/ids.ts";

export interface CheckContext {
  readonly signal: AbortSignal;
  readonly random: Random;
  /** For one checker; on reaching either the verdict is `unknown` and says what would decide it. */
  readonly memoryLimitBytes: number;
  readonly timeLimitMs: number;
  /** Logs of all nodes, in order of time; empty where there are none. */
  readonly logs: readonly LogLine[];
  /** When the load ran (recovery included); null for a history without a run, where first and last event bound it. */
  readonly loadWindow: { readonly start: Nanos; readonly end: Nanos } | null;
}

/** A finding is a verdict, never an exception; what is thrown becomes `unknown: crashed` in the runner. */
export interface Checker {
  readonly name: string;
  check(history: History, context: CheckContext): Promise<Verdict>;
}
