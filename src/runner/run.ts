// One run from plan to verdicts: the phases in their order, and what must happen whichever of them fails.
// It emits events and writes the run directory; it knows no reporter.
import type { Backend, Capability, Cluster, StartOptions, Support } from "../cluster/api.ts";
import { EXIT, HarnessError } from "../core/errors.ts";
import type { Emit, Phase, RunSummary } from "../core/events.ts";
import type { Clock } from "../core/clock.ts";
import { startRealClock, utcNow } from "../core/real-clock.ts";
import { meets, wordOnRun } from "../core/verdict.ts";
import { faultKind } from "../nemesis/kinds.ts";
import type { PlannedRun } from "../scenario/plan.ts";
import type { RunDirectory } from "../store/run-directory.ts";
import { markReleased, readJournal } from "./aftermath.ts";
import { checkRun } from "./check-run.ts";
import { exitOf } from "./exit-code.ts";
import { runLoad } from "./load-phase.ts";
import { hidingSecrets } from "./hiding-secrets.ts";
import { Progress } from "./progress.ts";
import { ViolationWatch } from "./violation-watch.ts";
import type { Watchdog } from "./watchdog.ts";

/** What a run is given besides its plan. */
export interface RunOptions {
  readonly backend: Backend;
  readonly directory: RunDirectory;
  readonly watchdog: Watchdog;
  readonly emit: Emit;
  /** Aborted by the first ^C: heal, keep the history, check what there is. Its reason is the signal's name. */
  readonly interrupt: AbortSignal;
  /** Aborted with an exception that nobody caught, thrown in a client's timer, say: the run ends as failed. */
  readonly crashed: AbortSignal;
  /** Writes the report of a run directory and returns its path. */
  readonly writeReport: (directory: string) => Promise<string>;
  readonly limits: { readonly checkTimeMs: number; readonly checkMemoryBytes: number };
  /** The load ends as soon as a violation is certain. */
  readonly stopOnViolation: boolean;
}

/** Runs and always resolves: what goes wrong is in the summary, with the history kept. */
export async function runPlanned(planned: PlannedRun, given: RunOptions): Promise<RunSummary> {
  const clock = startRealClock();
  const options: RunOptions = { ...given, emit: loggingEmit(given, clock) };
  const broken = AbortSignal.any([given.crashed, given.directory.lost]);
  const progress = new Progress(given.interrupt, broken);
  announce(planned, options);
  const watch = options.stopOnViolation ? watchOf(planned, options) : null;
  await clusterPhases(planned, options, clock, progress, watch);
  if (watch !== null) tellOfBlindness(watch, options.emit);
  options.directory.flush();
  await progress.attempt(async () => {
    enter("checking", options, clock);
    progress.verdicts = await checkRun(planned.checkers, options);
    if (watch !== null) progress.verdicts = watch.settle(progress.verdicts);
  });
  const summary = await finish(planned, options, clock, progress);
  if (progress.clean) options.watchdog.release();
  return summary;
}

/** Everything that has a cluster: after it, nothing of the run is left on the host, or the audit says what. */
function clusterPhases(
  planned: PlannedRun,
  options: RunOptions,
  clock: Clock,
  progress: Progress,
  watch: ViolationWatch | null,
): Promise<void> {
  const { directory } = options;
  return progress.attempt(async () => {
    enter("starting", options, clock);
    progress.clean = false;
    const cluster = await startCluster(planned, options, clock, progress).catch(
      async (error: unknown) => {
        progress.clean = await cleaned(planned, options);
        throw error;
      },
    );
    try {
      directory.updateManifest({ engine: cluster.engine, images: cluster.images });
      await progress.attempt(() =>
        runLoad(planned, cluster, {
          ...options,
          clock,
          broken: progress.broken,
          watch,
          onPhase: (phase) => enter(phase, options, clock),
          onFault: (fault) => progress.noteFault(fault),
          onCounts: (counts) => (progress.counts = counts),
        }),
      );
      enter("stopping", options, clock);
    } finally {
      await cluster[Symbol.asyncDispose]();
    }
    progress.leftovers = await cluster.leftovers();
    progress.clean = progress.leftovers.length === 0;
    directory.updateManifest({ leftovers: progress.leftovers });
    if (!progress.clean) throw leak(progress.leftovers);
  });
}

/** What stopped the load is on the disk, and told, before anything else happens. */
function watchOf({ plan }: PlannedRun, { directory, emit }: RunOptions): ViolationWatch {
  const watch = new ViolationWatch(plan.checkers, (stopped) => {
    directory.updateManifest({ stopped });
    emit({ type: "violation", stop: stopped });
  });
  if (watch.sees === "nothing")
    emit({
      type: "warning",
      message: "no checker of this scenario can judge while it runs: it runs to its end",
    });
  return watch;
}

/** Silence of a watch that could not see all is no sign that the load was right so far. */
function tellOfBlindness({ found, sees }: ViolationWatch, emit: Emit): void {
  if (found !== null || sees !== "not all") return;
  emit({
    type: "warning",
    message:
      "not everything could be judged while the scenario ran (a value written again, say): a violation may have been passed over until now",
  });
}

/** The watchdog stays, and removes what it can when the harness ends. */
const leak = (leftovers: readonly string[]): HarnessError =>
  new HarnessError("leak", `the run left behind: ${leftovers.join(", ")}`, {
    hint: "It is removed when this command ends; `faultline clean` does the same.",
  });

/** Throws `unsupported` for the first fault that the back end cannot inject on this host. */
async function requireCapabilities(
  { plan }: PlannedRun,
  supportOf: (capability: Capability) => Promise<Support>,
): Promise<void> {
  const asked = new Map<Capability, Support>();
  for (const fault of plan.faults) {
    const { requires } = faultKind(fault.kind);
    const able = asked.get(requires) ?? (await supportOf(requires));
    asked.set(requires, able);
    if (able.supported) continue;
    throw new HarnessError(
      "unsupported",
      `the ${plan.backend} back end cannot inject ${fault.name} on this host: ${able.why}`,
      { hint: able.hint },
    );
  }
}

function startCluster(
  planned: PlannedRun,
  options: RunOptions,
  clock: Clock,
  { broken }: Progress,
): Promise<Cluster> {
  const { plan, scenario, nodes } = planned;
  const { system } = scenario;
  const { directory, emit, interrupt } = options;
  const start: StartOptions = {
    signal: AbortSignal.any([interrupt, broken]),
    journal: (entry) => directory.appendJournal(entry),
    ...(plan.faults.length === 0
      ? {}
      : { admit: (supportOf) => requireCapabilities(planned, supportOf) }),
  };
  return options.backend.start(
    {
      run: plan.run,
      system: system.name,
      nodes,
      ...hidingSecrets(system, directory),
      network: system.network ?? null,
      disks: plan.faults.some(({ kind }) => faultKind(kind).requires.startsWith("disk")),
      otherImages: plan.faults.flatMap(({ parameters: { image } }) =>
        typeof image === "string" ? [image] : [],
      ),
      ready: system.ready,
      readyTimeoutMs: system.readyTimeoutMs ?? READY_TIMEOUT_MS,
      seed: plan.seed,
      clock,
      onLog: (line) => directory.appendNodeLog(line),
      onWarning: (message) => emit({ type: "warning", message }),
    },
    start,
  );
}

/** Removes what a start that failed may have made; false where that failed too: the watchdog tries on. */
async function cleaned({ plan }: PlannedRun, { backend, directory }: RunOptions): Promise<boolean> {
  try {
    await backend.clean(plan.run, readJournal(directory.path));
    markReleased(directory.path);
    return true;
  } catch {
    return false;
  }
}

/** Slow systems (a JVM, a Galera cluster) need tens of seconds. */
const READY_TIMEOUT_MS = 60_000;

/** Everything is on the disk before the report is made of it. */
async function finish(
  planned: PlannedRun,
  options: RunOptions,
  clock: Clock,
  progress: Progress,
): Promise<RunSummary> {
  const { plan } = planned;
  const { directory, interrupt, emit, writeReport } = options;
  enter("reporting", options, clock);
  let report: string | null = null;
  await progress.attempt(async () => {
    directory.writeVerdicts({
      format: "faultline-verdicts",
      version: 1,
      ...judged(planned, options, progress),
      ...(directory.manifest.stopped === undefined ? {} : { stopped: directory.manifest.stopped }),
      verdicts: progress.verdicts,
    });
    close(directory, interrupt, progress);
    report = await writeReport(directory.path);
  });
  close(directory, interrupt, progress);
  const run = directory.redacted<RunSummary>({
    scenario: plan.scenario,
    dir: directory.path,
    report,
    seed: plan.seed,
    backend: plan.backend,
    status: directory.manifest.status,
    ...judged(planned, options, progress),
    expectation: plan.expect,
    exit: interrupt.aborted
      ? signalExit(interrupt)
      : exitOf({ ...endingOf(progress), expectation: plan.expect }),
    stopped: directory.manifest.stopped ?? null,
    counts: progress.counts,
    durationMs: clock.now() / 1e6,
    faults: progress.faults,
    ...endingOf(progress),
    replay: plan.replay,
  });
  emit({ type: "run-finished", run });
  directory.close();
  return run;
}

function judged(
  { plan }: PlannedRun,
  { interrupt }: RunOptions,
  { error, verdicts }: Progress,
): Pick<RunSummary, "verdict" | "expected"> {
  const complete = error === null && !interrupt.aborted;
  return {
    verdict: wordOnRun(verdicts, complete),
    expected: complete && meets(plan.expect, verdicts),
  };
}

const endingOf = ({ verdicts, error, leftovers }: Progress) => ({ verdicts, error, leftovers });

function close(directory: RunDirectory, interrupt: AbortSignal, { error }: Progress): void {
  const status = interrupt.aborted ? "interrupted" : error === null ? "done" : "failed";
  directory.updateManifest({ status, error, finished: utcNow().toISOString() });
  directory.flush();
}

const signalExit = (interrupt: AbortSignal): number =>
  interrupt.reason === "SIGTERM" ? EXIT.sigterm : EXIT.sigint;

function announce({ plan }: PlannedRun, { emit, directory }: RunOptions): void {
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
}

function enter(phase: Phase, { directory, emit }: RunOptions, clock: Clock): void {
  directory.updateManifest({ phase });
  emit({ type: "phase", phase, time: clock.now() });
}

/** Every event goes to the run's log too, but for progress, which would fill it. */
function loggingEmit({ emit, directory }: RunOptions, clock: Clock): Emit {
  return (event) => {
    if (event.type !== "progress") directory.appendLog({ at: clock.now() / 1e9, ...event });
    emit(directory.redacted(event));
  };
}
