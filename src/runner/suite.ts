// Runs scenarios one after another: for each a plan, a run directory, a watchdog and a run.
import { createHash } from "node:crypto";
import { arch, cpus, hostname, release, totalmem, type as kernel } from "node:os";
import { ownIdentity } from "../cluster/process/host-process.ts";
import { version } from "../core/version.ts";
import { asHarnessError } from "../core/errors.ts";
import type { Emit, RunSummary } from "../core/events.ts";
import type { Manifest } from "../core/plan.ts";
import { utcNow } from "../core/real-clock.ts";
import type { Overrides, Scenario, Settings } from "../scenario/define.ts";
import { planRun, type PlannedRun } from "../scenario/plan.ts";
import type { Redact } from "../store/redact.ts";
import { RunDirectory } from "../store/run-directory.ts";
import { backendNamed } from "./backends.ts";
import type { CheckLimits } from "./check-run.ts";
import { runPlanned } from "./run.ts";
import { startWatchdog } from "./watchdog.ts";

/** A scenario to run, and where it comes from. */
export interface SuiteItem {
  readonly scenario: Scenario;
  /** Null: it is in no file that the command line could run again. */
  readonly file: string | null;
  readonly inSuite: boolean;
}

/** What holds for all runs of a suite. */
export interface SuiteOptions {
  readonly seed: number;
  readonly overrides: Overrides;
  readonly settings: Settings;
  readonly images: Readonly<Record<string, string>>;
  /** Base folder of run directories. */
  readonly out: string;
  readonly redact: Redact;
  readonly emit: Emit;
  readonly interrupt: AbortSignal;
  readonly crashed: AbortSignal;
  readonly writeReport: (directory: string) => Promise<string>;
  readonly limits: CheckLimits;
  readonly stopOnViolation: boolean;
  /** Which Node runs the harness, for plan.json. */
  readonly nodeVersion: string;
  /** Makes run ids of harnesses that start on one host in the same second differ. */
  readonly pid: number;
}

/** The plans of a suite, without touching anything. Throws `usage` for the first scenario that cannot be planned. */
export function planSuite(
  items: readonly SuiteItem[],
  options: SuiteOptions,
): readonly PlannedRun[] {
  return items.map((item) => planItem(item, options, stampOf(utcNow())));
}

/** Runs until done or interrupted; a run that fails does not keep the next from starting. */
export async function runSuite(
  items: readonly SuiteItem[],
  options: SuiteOptions,
): Promise<readonly RunSummary[]> {
  planSuite(items, options);
  const summaries: RunSummary[] = [];
  for (const item of items) {
    if (options.interrupt.aborted) break;
    summaries.push(await runItem(item, options));
  }
  return summaries;
}

async function runItem(item: SuiteItem, options: SuiteOptions): Promise<RunSummary> {
  const started = utcNow();
  const stamp = stampOf(started);
  const planned = planItem(item, options, stamp);
  const { plan } = planned;
  const directory = RunDirectory.create(
    options.out,
    stamp,
    plan,
    firstManifest(started),
    options.redact,
  );
  const harness = ownIdentity();
  directory.appendJournal({ kind: "run", run: plan.run, backend: plan.backend, harness });
  const watchdog = startWatchdog(plan.run, plan.backend, directory.path, (why) => {
    options.emit({ type: "warning", message: `no watchdog: ${why}` });
  });
  try {
    const backend = await backendNamed(plan.backend);
    return await runPlanned(planned, { ...options, backend, directory, watchdog });
  } catch (error) {
    const { code, message, hint } = asHarnessError(error);
    directory.updateManifest({ status: "failed", error: { code, message, hint } });
    throw error;
  }
}

function planItem(
  { scenario, file, inSuite }: SuiteItem,
  options: SuiteOptions,
  stamp: string,
): PlannedRun {
  const { seed, overrides, settings, images, nodeVersion, pid } = options;
  const tag = createHash("sha256")
    .update(`${hostname()}/${scenario.name}`)
    .digest("hex")
    .slice(0, 6);
  return planRun(scenario, {
    run: `${stamp}-${String(seed)}-${String(pid)}-${tag}`.toLowerCase(),
    file,
    inSuite,
    seed,
    overrides,
    settings,
    images,
    versions: { faultline: version, node: nodeVersion },
  });
}

/** `20261122T125203Z` */
const stampOf = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/g, "");

function firstManifest(started: Date): Manifest {
  return {
    format: "faultline-manifest",
    version: 1,
    status: "running",
    phase: "planned",
    started: started.toISOString(),
    finished: null,
    host: {
      kernel: `${kernel()} ${release()} ${arch()}`,
      cpus: cpus().length,
      memoryBytes: totalmem(),
    },
    engine: null,
    images: {},
    load: null,
    error: null,
    leftovers: [],
  };
}
