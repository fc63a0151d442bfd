// What a run leaves in plan.json and manifest.json: what was going to be done, and how far it came.
import type { ErrorCode } from "./errors.ts";
import type { Nanos, OpIndex } from "./ids.ts";
import type { Json } from "./json.ts";
import type { Key } from "./op.ts";
import type { Expectation, Verdict, VerdictWord } from "./verdict.ts";

/** Names a checker and its options; `checkers/registry.ts` makes the checker. */
export interface CheckerSpec {
  readonly checker: string;
  readonly model?: string;
  readonly options?: Readonly<Record<string, Json>>;
}

export type BackendName = "docker" | "process";

/** What a step waits for: somebody begins to lead, or clients have that many more successes. */
export type Condition = "leader-elected" | { readonly okOps: number };

/** When a step that goes by events begins and ends; its times then are the earliest begin and the longest hold. */
export interface StepConditions {
  readonly when?: Condition;
  readonly until?: Condition;
  /** It never begins, and never holds, past this; milliseconds from the start of the load. */
  readonly endMs: number;
}

/** One step of the fault schedule, for people and for the digest. */
export interface PlannedFault {
  readonly atMs: number;
  readonly forMs: number;
  /** "partition majorities-ring" */
  readonly name: string;
  readonly kind: string;
  readonly targets: Json;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly conditions?: StepConditions;
}

/** plan.json, written before anything is started. */
export interface Plan {
  readonly format: "faultline-plan";
  readonly version: 1;
  readonly run: string;
  readonly scenario: string;
  /** The scenario's file, relative to the working directory; null when defined in code. */
  readonly file: string | null;
  readonly description: string;
  readonly tags: readonly string[];
  readonly seed: number;
  readonly backend: BackendName;
  readonly system: {
    readonly name: string;
    readonly image: string | null;
    /** Which containers, that run already, are the nodes; absent where the harness starts its own. */
    readonly adopts?: string;
  };
  readonly nodes: readonly string[];
  /** Where each node stands, "datacenter/rack"; absent without labels. */
  readonly topology?: readonly string[];
  readonly workload: { readonly name: string; readonly options: Readonly<Record<string, Json>> };
  readonly checkers: readonly CheckerSpec[];
  readonly faults: readonly PlannedFault[];
  /** Offered load over all processes, operations per second. */
  readonly rate: number;
  readonly concurrency: number;
  readonly durationMs: number;
  readonly recoveryMs: number;
  readonly opTimeoutMs: number;
  readonly expect: Expectation;
  /** SHA-256 of the generated operations and the fault schedule in virtual time. */
  readonly digest: string;
  readonly versions: { readonly faultline: string; readonly node: string };
  /** The command that runs this again. */
  readonly replay: string;
}

export type RunStatus = "running" | "done" | "interrupted" | "failed";

export interface StoredError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
}

/** Why a load ended before its time: the first violation was certain, and the run was asked to stop at it. */
export interface EarlyStop {
  readonly checker: string;
  /** The event that made it certain. */
  readonly event: OpIndex;
  readonly time: Nanos;
  /** Absent where operations have no key. */
  readonly key?: Key;
  /** Invocations of operations that show it. */
  readonly ops: readonly OpIndex[];
  /** One plain sentence. */
  readonly because: string;
}

/** manifest.json: rewritten as the run goes on. */
export interface Manifest {
  readonly format: "faultline-manifest";
  readonly version: 1;
  readonly status: RunStatus;
  /** The phase that the run is in, or ended in. */
  readonly phase: string;
  /** UTC, ISO 8601. */
  readonly started: string;
  readonly finished: string | null;
  readonly host: { readonly kernel: string; readonly cpus: number; readonly memoryBytes: number };
  /** Engine name, version and API version; null without an engine. */
  readonly engine: string | null;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** When clients were at work (recovery included), on the run's clock; null before that. */
  readonly load: { readonly start: number; readonly end: number } | null;
  /** Absent where the load was not stopped at a violation. */
  readonly stopped?: EarlyStop;
  readonly error: StoredError | null;
  /** What was left behind at the leak audit; empty is as it should be. */
  readonly leftovers: readonly string[];
}

/** verdicts.json */
export interface VerdictsFile {
  readonly format: "faultline-verdicts";
  readonly version: 1;
  readonly verdict: VerdictWord;
  /** Whether that is what the scenario expects. */
  readonly expected: boolean;
  /** As in the manifest: what was not run was not judged. */
  readonly stopped?: EarlyStop;
  readonly verdicts: readonly Verdict[];
}
