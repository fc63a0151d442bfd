// The part of a run that has clients: the load with its faults, the healing, the final reads.
// Whatever happens, all faults are healed and the history is kept.
import type { Cluster, JournalEntry } from "../cluster/api.ts";
import { type Client, clientOf } from "../core/client.ts";
import type { Clock } from "../core/clock.ts";
import { HarnessError } from "../core/errors.ts";
import type { Emit, OpCounts, Phase } from "../core/events.ts";
import { assert, elementAt } from "../core/assert.ts";
import { fromMs } from "../core/duration.ts";
import type { FaultWindow } from "../core/fault.ts";
import { opIndex, processId, type ProcessId, seed, type WorkerId } from "../core/ids.ts";
import type { HistoryEvent } from "../core/op.ts";
import { randomOf } from "../core/random.ts";
import type { Generator } from "../generator/generator.ts";
import type { Tracker } from "../generator/track.ts";
import { faultKind } from "../nemesis/kinds.ts";
import { Supervisor } from "../nemesis/supervisor.ts";
import type { PlannedRun } from "../scenario/plan.ts";
import type { RunDirectory } from "../store/run-directory.ts";
import { ClockSamples } from "./clock-samples.ts";
import {
  interpret,
  type InterpreterOptions,
  type InterpreterResult,
  type Note,
} from "./interpreter.ts";
import { awaitLeader } from "./leader.ts";
import { unhealedError } from "./unhealed.ts";
import type { ViolationWatch } from "./violation-watch.ts";
import { watchLeader } from "./leader-watch.ts";

const PROGRESS_EVERY_MS = 1000;

export interface LoadOptions {
  readonly clock: Clock;
  readonly directory: RunDirectory;
  readonly emit: Emit;
  readonly interrupt: AbortSignal;
  /** Aborted when the harness itself cannot go on, with the reason. */
  readonly broken: AbortSignal;
  readonly onPhase: (phase: Phase) => void;
  readonly onFault: (fault: FaultWindow) => void;
  readonly onCounts: (counts: OpCounts) => void;
  /** Sees every event, and ends the load at the first violation; null where nobody asked for that. */
  readonly watch: ViolationWatch | null;
}

/** Throws what ended the load early (engine gone, node died, disk full), after healing; an interruption just ends it. */
export async function runLoad(
  planned: PlannedRun,
  cluster: Cluster,
  options: LoadOptions,
): Promise<void> {
  await requireOperations(planned, cluster, options.interrupt);
  const clusterLost = new AbortController();
  cluster.failure.catch((error: unknown) => clusterLost.abort(error));
  const lost = AbortSignal.any([clusterLost.signal, options.broken]);
  const { watch } = options;
  const stop = AbortSignal.any([
    options.interrupt,
    lost,
    ...(watch === null ? [] : [watch.signal]),
  ]);
  const tally = new Tally(options, planned.scenario.workload.tracks);
  const start = options.clock.now();
  options.directory.updateManifest({ load: { start, end: start } });
  const samples = samplesOf(planned, cluster, options.clock);
  const supervisor = supervise(planned, cluster, options, { lost, samples });
  try {
    options.onPhase("running");
    const ticking = new AbortController();
    const ticker = reportProgress(planned, tally, start, options, ticking.signal);
    const sampling = samples?.run(ticking.signal);
    const elections = electionsOf(planned, cluster, options, ticking.signal);
    const notes = samples === null ? {} : { notes: () => samples.take() };
    const facts = { ...elections, ...notes };
    const run = interpreterOf(planned, cluster, supervisor, tally, { ...options, ...facts });
    let last: InterpreterResult | null = null;
    try {
      const loaded = await run(planned.load, "load", stop, null);
      last = loaded;
      options.directory.updateManifest({ load: { start, end: options.clock.now() } });
      await supervisor.healAll();
      if (planned.final !== null && !stop.aborted) {
        options.onPhase("final-reads");
        last = await run(planned.final(tally.known), "final", stop, loaded);
      }
    } finally {
      ticking.abort();
      await Promise.all([ticker, sampling]);
      if (last !== null) recordRest(samples?.take() ?? [], last.nextIndex, tally);
    }
  } finally {
    await supervisor[Symbol.asyncDispose]();
  }
  if (lost.aborted) throw lost.reason as Error;
  const error = unhealedError(supervisor.unhealed);
  if (error !== null) throw error;
}

/** Counts operations, learns from them what the workload tracks and puts every event on its way to the disk. */
class Tally {
  #counts: OpCounts = { ok: 0, fail: 0, info: 0 };
  #open = 0;
  #known: unknown;
  readonly #options: LoadOptions;
  readonly #tracker: Tracker<unknown> | undefined;

  constructor(options: LoadOptions, tracker: Tracker<unknown> | undefined) {
    this.#options = options;
    this.#tracker = tracker;
    this.#known = tracker?.initial;
  }

  get counts(): OpCounts {
    return this.#counts;
  }

  get inFlight(): number {
    return this.#open;
  }

  /** What the tracker has learned. */
  get known(): unknown {
    return this.#known;
  }

  record(event: HistoryEvent): void {
    this.#options.directory.appendEvent(event);
    this.#options.watch?.push(event);
    if (event.process === "nemesis") return;
    this.#known = this.#tracker?.learn(this.#known, event);
    if (event.type === "invoke") {
      this.#open += 1;
      return;
    }
    this.#open -= 1;
    this.#counts = { ...this.#counts, [event.type]: this.#counts[event.type] + 1 };
    this.#options.onCounts(this.#counts);
  }
}

type RunGenerator = (
  generator: Generator,
  stream: string,
  signal: AbortSignal,
  after: InterpreterResult | null,
) => Promise<InterpreterResult>;

function interpreterOf(
  planned: PlannedRun,
  cluster: Cluster,
  supervisor: Supervisor,
  tally: Tally,
  options: LoadOptions & Pick<InterpreterOptions, "elections" | "notes">,
): RunGenerator {
  const { plan } = planned;
  return (generator, stream, signal, after) =>
    interpret({
      generator,
      concurrency: plan.concurrency,
      clock: options.clock,
      random: randomOf(seed(plan.seed)).fork(stream),
      open: (worker, process, openSignal) =>
        openClient(planned, cluster, worker, process, openSignal),
      nemesis: supervisor,
      ...(options.elections === undefined ? {} : { elections: options.elections }),
      ...(options.notes === undefined ? {} : { notes: options.notes }),
      say: (message, time) => options.emit({ type: "log", message, time }),
      record: (event) => tally.record(event),
      opTimeoutMs: plan.opTimeoutMs,
      signal,
      ...(after === null ? {} : { firstIndex: after.nextIndex, firstProcess: after.nextProcess }),
    });
}

/** Elections are watched only where a fault waits for one: every look asks all nodes. */
function electionsOf(
  { steps, scenario }: PlannedRun,
  cluster: Cluster,
  { clock }: LoadOptions,
  signal: AbortSignal,
): Pick<InterpreterOptions, "elections"> {
  const waited = steps.some(({ conditions }) =>
    [conditions?.when, conditions?.until].includes("leader-elected"),
  );
  return waited ? watchLeader(scenario.system, () => cluster.nodes, clock, signal) : {};
}

/** Clocks are sampled only where a fault makes them wrong. */
const samplesOf = (
  { steps }: PlannedRun,
  { clocks }: Cluster,
  clock: Clock,
): ClockSamples | null =>
  clocks !== null && steps.some(({ kind }) => ofClocks(kind))
    ? new ClockSamples(clocks, clock)
    : null;

const ofClocks = (kind: string): boolean => faultKind(kind).requires === "clock";

/** What was noted when the interpreter had ended. */
function recordRest(notes: readonly Note[], firstIndex: number, tally: Tally): void {
  notes.forEach(({ time, f, value }, position) => {
    const index = opIndex(firstIndex + position);
    tally.record({ index, time, process: "nemesis", type: "info", f, value });
  });
}

function supervise(
  planned: PlannedRun,
  cluster: Cluster,
  options: LoadOptions,
  { lost, samples }: { readonly lost: AbortSignal; readonly samples: ClockSamples | null },
): Supervisor {
  const { emit, directory, onFault } = options;
  const note = (type: "fault-injected" | "fault-healed", fault: FaultWindow): void => {
    directory.appendFault(fault);
    onFault(fault);
    emit({ type, fault });
    if (ofClocks(fault.kind)) void samples?.sample();
  };
  const journal = (entry: JournalEntry): void => directory.appendJournal(entry);
  return new Supervisor({
    cluster,
    layout: planned.layout,
    hooks: planned.scenario.system,
    clock: options.clock,
    random: randomOf(seed(planned.plan.seed)).fork("faults"),
    leader: () => awaitLeader(planned.scenario.system, cluster.nodes, lost),
    onInjecting: (fault) => journal({ kind: "fault", ...fault, byHand: null }),
    onInjected: (fault, byHand) => {
      const { id, name, targets, end } = fault;
      if (end === null) journal({ kind: "fault", id, name, targets, byHand });
      else journal({ kind: "fault-healed", id });
      note("fault-injected", fault);
    },
    onHealed: (fault) => {
      if (fault.end !== null) journal({ kind: "fault-healed", id: fault.id });
      note("fault-healed", fault);
    },
  });
}

/** Workers are spread over the planned nodes in turn and stay with theirs. */
async function openClient(
  { scenario, nodes }: PlannedRun,
  cluster: Cluster,
  worker: WorkerId,
  process: ProcessId,
  signal: AbortSignal,
): Promise<Client> {
  const id = elementAt(nodes, worker % nodes.length);
  const node = cluster.nodes.find((candidate) => candidate.id === id);
  assert(node !== undefined, `the cluster has its planned node ${id}`);
  const open = scenario.system.clients[scenario.workload.name];
  if (open === undefined)
    throw new HarnessError("internal", `no client for workload ${scenario.workload.name}`);
  return clientOf(await open(node, process, signal));
}

/** A system may lack operations of a workload; a scenario that asks for one fails before the load. */
async function requireOperations(
  planned: PlannedRun,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const { workload, system } = planned.scenario;
  await using client = await openClient(planned, cluster, 0 as WorkerId, processId(0), signal);
  const missing = workload.operations.filter((f) => !client.offers.has(f));
  if (missing.length === 0) return;
  throw new HarnessError(
    "usage",
    `${system.name}'s ${workload.name} client has no ${missing.join(", ")}`,
    {
      hint: `Leave it out of the workload, for instance ${workload.name}({ mix: { ${missing.map((f) => `${f}: 0`).join(", ")} } }).`,
    },
  );
}

async function reportProgress(
  { plan }: PlannedRun,
  tally: Tally,
  start: number,
  { clock, emit, onPhase }: LoadOptions,
  signal: AbortSignal,
): Promise<void> {
  let recovering = false;
  while (!signal.aborted) {
    await clock.sleep(fromMs(PROGRESS_EVERY_MS), signal).catch(() => undefined);
    const time = clock.now();
    if (!recovering && (time - start) / 1e6 >= plan.durationMs) {
      recovering = true;
      onPhase("recovering");
    }
    emit({ type: "progress", time, counts: tally.counts, inFlight: tally.inFlight });
  }
}
