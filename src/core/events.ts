// What a run says while it goes on. The runner emits these and knows no reporter; reporters know no runner.
import type { StoredError, BackendName, EarlyStop, RunStatus } from "./plan.ts";
import type { FaultWindow } from "./fault.ts";
import type { Nanos } from "./ids.ts";
import type { Expectation, Verdict, VerdictWord } from "./verdict.ts";

export type Phase =
  "starting" | "running" | "recovering" | "final-reads" | "stopping" | "checking" | "reporting";

/** Operations completed so far, by outcome. */
export interface OpCounts {
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
}

/** How a run ended. `dir` is the run directory as given (relative where it was). */
export interface RunSummary {
  readonly scenario: string;
  readonly dir: string;
  readonly report: string | null;
  readonly seed: number;
  readonly backend: BackendName;
  readonly status: RunStatus;
  readonly verdict: VerdictWord;
  readonly expectation: Expectation;
  readonly expected: boolean;
  readonly exit: number;
  /** Null where the load was not stopped at a violation. */
  readonly stopped: EarlyStop | null;
  readonly counts: OpCounts;
  readonly durationMs: number;
  readonly verdicts: readonly Verdict[];
  readonly faults: readonly FaultWindow[];
  readonly error: StoredError | null;
  readonly leftovers: readonly string[];
  readonly replay: string;
}

export type RunEvent =
  | {
      readonly type: "run-started";
      readonly scenario: string;
      readonly dir: string;
      readonly seed: number;
      readonly backend: BackendName;
      readonly system: string;
      readonly nodes: number;
      readonly durationMs: number;
    }
  | { readonly type: "phase"; readonly phase: Phase; readonly time: Nanos }
  | {
      readonly type: "progress";
      readonly time: Nanos;
      readonly counts: OpCounts;
      readonly inFlight: number;
    }
  | { readonly type: "fault-injected"; readonly fault: FaultWindow }
  | { readonly type: "fault-healed"; readonly fault: FaultWindow }
  | { readonly type: "violation"; readonly stop: EarlyStop }
  | { readonly type: "warning"; readonly message: string }
  /** A word of the workload's own, said by its generator. */
  | { readonly type: "log"; readonly message: string; readonly time: Nanos }
  | { readonly type: "verdict"; readonly verdict: Verdict }
  | { readonly type: "run-finished"; readonly run: RunSummary };

export type Emit = (event: RunEvent) => void;
