// Scenarios and suites as users write them. Pure data and defaults; loading and planning live beside it.
import type { OpSpec } from "../core/op.ts";
import type { BackendName } from "../core/plan.ts";
import type { Expectation } from "../core/verdict.ts";
import type { Nemesis } from "../nemesis/nemesis.ts";
import type { System } from "../systems/system.ts";
import type { Workload } from "../workloads/workload.ts";

/** A scenario with every default filled in. Durations are text: "60s". */
export interface Scenario {
  readonly name: string;
  /** One sentence: what must hold, or which bug must be found. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly system: System;
  readonly nodes: number;
  /** Where each node stands, "datacenter" or "datacenter/rack": what faults by topology go by. Null without. */
  readonly topology: readonly string[] | null;
  readonly workload: Workload;
  readonly nemesis: Nemesis | null;
  /** Operations per second over all processes. */
  readonly rate: number;
  readonly concurrency: number;
  readonly duration: string;
  /** Load without faults after the last heal, before the final reads. */
  readonly recovery: string;
  readonly opTimeout: string;
  /** Judges how soon the system recovers after each heal; null leaves it at reporting. */
  readonly expectRecovery: RecoveryExpectation | null;
  readonly expect: Expectation;
  /** The back end to use where the command line names none; default: the first that the system runs on, process before docker. */
  readonly backend: BackendName | null;
}

/** How soon after a heal the first operation succeeds, and how soon as many do per second as before the faults. */
export type RecoveryExpectation = string | { readonly firstOk?: string; readonly steady?: string };

type Optional =
  | "description"
  | "tags"
  | "nodes"
  | "topology"
  | "nemesis"
  | "rate"
  | "concurrency"
  | "duration"
  | "recovery"
  | "opTimeout"
  | "expectRecovery"
  | "expect"
  | "backend";

/** What `defineScenario` takes: of the system's clients `C`, one must serve the workload `N`, with its very operations. */
export type ScenarioInput<C extends Clients, N extends keyof C & string> = Omit<
  Scenario,
  Optional | "system" | "workload"
> &
  Partial<Pick<Scenario, Optional>> & {
    readonly system: System<C>;
    readonly workload: Workload<N, C[N]>;
  };

/** Workload → its operations. */
type Clients = Readonly<Record<string, OpSpec>>;

const DEFAULTS: Pick<Scenario, Optional> = {
  description: "",
  tags: [],
  nodes: 3,
  topology: null,
  nemesis: null,
  rate: 100,
  concurrency: 10,
  duration: "30s",
  recovery: "5s",
  opTimeout: "2s",
  expectRecovery: null,
  expect: "valid",
  backend: null,
};

/** Fills in the defaults. Values are checked when the scenario is planned, so that errors can name its file. */
export function defineScenario<C extends Clients, N extends keyof C & string>(
  input: ScenarioInput<C, N>,
): Scenario {
  return { ...DEFAULTS, ...(input as unknown as Omit<Scenario, Optional>) };
}

/** What `--set name=value` passes to a scenario file whose default export is a function. */
export type Settings = Readonly<Record<string, string>>;

/** Fields of a scenario that the command line and suites may replace. */
export interface Overrides {
  readonly backend?: BackendName;
  readonly seed?: number;
  readonly duration?: string;
  readonly recovery?: string;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly nodes?: number;
  readonly opTimeout?: string;
  readonly expect?: Expectation;
}

export interface Suite {
  readonly kind: "suite";
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}

/** A list of scenarios that run one after another; vary one with `{ ...scenario, name: "…", nodes: 5 }`. */
export const defineSuite = (name: string, scenarios: readonly Scenario[]): Suite => ({
  kind: "suite",
  name,
  scenarios,
});
