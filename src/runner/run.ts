// One run from plan to verdicts: the phases in their order, and what must happen whichever of them fails.
// It emits events and writes the run directory; it knows no reporter.
import type { Backend, Cluster } from "../cluster/api.ts";
import { asHarnessError, EXIT, HarnessError } from "../core/errors.ts";
import type { Emit, OpCounts, Phase, RunSummary } from "../core/events.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { Clock } from "../core/clock.ts";
import type { StoredError } from "../core/plan.ts";
import { startRealClock, utcNow } from "../core/real-clock.ts";
import { meets, mergeVerdicts, type Verdict } from "../core/verdict.ts";
import { faultKind } from "../nemesis/kinds.ts";
import type { PlannedRun } from "../scenario/plan.ts";
import type { RunDirectory } from "../store/run-directory.ts";
import { checkRun } from "./check-run.ts";
import { exitOf } from "./exit-code.ts";
import { runLoad } from "./load-phase.ts";
import type { Watchdog } from "./watchdog.ts";

/** What a run is given besides its plan. */
export interface RunOptions {
  readonly backend: Backend;
  readonly directory: RunDirectory;
  readonly watchdog: Watchdog;
  readonly emit: Emit;
  /** Aborted by the first ^C: heal, keep the history, check what there is. Its reason is the signal's name. */
  readonly interrupt: AbortSignal;
  /** Writes the report of a run directory and returns its path. */
  readonly writeReport: (directory: string) => Promise<string>;
  readonly limits: { readonly checkTimeMs: number; readonly checkMemoryBytes: number };
}

/** What happened so far; the summary is made of it however the run ends. */
interface Progress {
  faults: Map<number, FaultWindow>;
  counts: OpCounts;
  verdicts: readonly Verdict[];
  error: StoredError | null;
  leftovers: readonly string[];
}

/** Runs and always resolves: what goes wrong is in the summary, with the history kept. */
export async function runPlanned(planned: PlannedRun, options: RunOptions): Promise<RunSummary> {
  const { plan } = planned;
  const { directory } = options;
  const clock = startRealClock();
  const progress: Progress = {
    faults: new Map(),
    counts: { ok: 0, fail: 0, info: 0 },
    verdicts: [],
    error: null,
    leftovers: [],
  };
  const emit = loggingEmit(options, clock);
  emit({
    type: "run-started",
    scenario: plan.scenario,
    dir: directory.path,
    seed: plan.seed,
    backend: plan.backend,
    system: plan.system.name,
    nodes: plan.nodes.length,
    durationMs: plan.durationMs + plan.recoveryMs,
  });
  await clusterPhases(planned, { ...options, emit }, clock, progress);
  directory.flush();
  await guarded(progress, async () => {
    enter("checking", options, emit, clock);
    progress.verdicts = await checkRun(planned.checkers, { ...options, emit });
  });
  return finish(planned, { ...options, emit }, clock, progress);
}

/** Everything that has a cluster: after it, nothing of the run is left on the host, or the audit says what. */
async function clusterPhases(
  planned: PlannedRun,
  options: RunOptions,
  clock: Clock,
  progress: Progress,
): Promise<void> {
  let cluster: Cluster | null = null;
  await guarded(progress, async () => {
    enter("starting", options, options.emit, clock);
    await requireCapabilities(planned, options.backend);
    cluster = await startCluster(planned, options, clock);
    options.directory.updateManifest({ engine: cluster.engine, images: cluster.images });
    await runLoad(planned, cluster, {
      ...options,
      clock,
      onPhase: (phase) => enter(phase, options, options.emit, clock),
      onFault: (fault) => progress.faults.set(fault.id, fault),
      onCounts: (counts) => (progress.counts = counts),
    });
  });
  enter("stopping", options, options.emit, clock);
  const started = cluster as Cluster | null;
  if (started === null) {
    options.watchdog.release();
    return;
  }
  await guarded(progress, async () => {
    await started[Symbol.asyncDispose]();
    progress.leftovers = await started.leftovers();
    options.watchdog.release();
  });
  options.directory.updateManifest({ leftovers: progress.leftovers });
}

async function requireCapabilities({ plan }: PlannedRun, backend: Backend): Promise<void> {
  if (plan.faults.length === 0) return;
  const support = await backend.probe();
  for (const fault of plan.faults) {
    const able = support[faultKind(fault.kind).requires];
    if (able.supported) continue;
    throw new HarnessError(
      "unsupported",
      `the ${backend.name} back end cannot inject ${fault.name} on this host: ${able.why}`,
      {
        hint: able.hint,
      },
    );
  }
}

function startCluster(
  { plan, scenario, nodes }: PlannedRun,
  options: RunOptions,
  clock: Clock,
): Promise<Cluster> {
  const { system } = scenario;
  return options.backend.start(
    {
      run: plan.run,
      system: system.name,
      nodes,
      container: system.container ?? null,
      process: system.process ?? null,
      network: system.network ?? null,
      ready: system.ready,
      readyTimeoutMs: system.readyTimeoutMs ?? READY_TIMEOUT_MS,
      seed: plan.seed,
      clock,
      onLog: (line) => options.directory.appendNodeLog(line),
      onWarning: (message) => options.emit({ type: "warning", message }),
    },
    {
      signal: options.interrupt,
      journal: (entry) => options.directory.appendJournal(entry),
    },
  );
}

/** Slow systems (a JVM, a Galera cluster) need tens of seconds. */
const READY_TIMEOUT_MS = 60_000;

async function finish(
  planned: PlannedRun,
  options: RunOptions,
  clock: Clock,
  progress: Progress,
): Promise<RunSummary> {
  const { plan } = planned;
  const { directory, interrupt, emit } = options;
  enter("reporting", options, emit, clock);
  const verdict = mergeVerdicts(progress.verdicts);
  const interrupted = interrupt.aborted;
  const expected =
    progress.error === null &&
    progress.leftovers.length === 0 &&
    meets(plan.expect, progress.verdicts);
  const verdictsFile = {
    format: "faultline-verdicts",
    version: 1,
    verdict,
    expected,
    verdicts: progress.verdicts,
  } as const;
  const status = interrupted ? "interrupted" : progress.error === null ? "done" : "failed";
  let report: string | null = null;
  await guarded(progress, async () => {
    directory.writeVerdicts(verdictsFile);
    directory.updateManifest({ status, finished: utcNow().toISOString(), error: progress.error });
    directory.flush();
    report = await options.writeReport(directory.path);
  });
  directory.updateManifest({ status, error: progress.error });
  const run: RunSummary = {
    scenario: plan.scenario,
    dir: directory.path,
    report,
    seed: plan.seed,
    backend: plan.backend,
    status,
    verdict,
    expectation: plan.expect,
    expected: expected && !interrupted,
    exit: interrupted ? signalExit(interrupt) : exitOf({ ...progress, expectation: plan.expect }),
    counts: progress.counts,
    durationMs: clock.now() / 1e6,
    verdicts: progress.verdicts,
    faults: [...progress.faults.values()].sort((a, b) => a.id - b.id),
    error: progress.error,
    leftovers: progress.leftovers,
    replay: plan.replay,
  };
  emit({ type: "run-finished", run });
  directory.close();
  return run;
}

const signalExit = (interrupt: AbortSignal): number =>
  interrupt.reason === "SIGTERM" ? EXIT.sigterm : EXIT.sigint;

/** The first thing that goes wrong is the run's error; later phases still take place. */
async function guarded(progress: Progress, phase: () => Promise<void>): Promise<void> {
  try {
    await phase();
  } catch (thrown) {
    const { code, message, hint } = asHarnessError(thrown);
    progress.error ??= { code, message, hint };
  }
}

function enter(phase: Phase, { directory }: RunOptions, emit: Emit, clock: Clock): void {
  directory.updateManifest({ phase });
  emit({ type: "phase", phase, time: clock.now() });
}

/** Every event goes to the run's log too, but for progress, which would fill it. */
function loggingEmit({ emit, directory }: RunOptions, clock: Clock): Emit {
  return (event) => {
    if (event.type !== "progress") directory.appendLog({ at: clock.now() / 1e9, ...event });
    emit(event);
  };
}
