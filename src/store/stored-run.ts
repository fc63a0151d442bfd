// A run as its directory holds it: what `check`, `report` and the HTML report read.
import type { History } from "../core/history.ts";
import type { LogLine } from "../core/logs.ts";
import type { Manifest, Plan, VerdictsFile } from "../core/plan.ts";

/** Whatever a run got to write; a run killed early has a plan and a manifest, perhaps no more. */
export interface StoredRun {
  /** The directory, as it was named. */
  readonly dir: string;
  readonly plan: Plan;
  readonly manifest: Manifest;
  /** With the fault windows of faults.jsonl; empty when nothing was recorded. */
  readonly history: History;
  /** Null when nothing was checked yet. */
  readonly verdicts: VerdictsFile | null;
  /** In order of time. */
  readonly logs: readonly LogLine[];
}
