// Carries out a generator with real clients: one loop, completions first, then the generator, then waiting.
// Asking the generator before completions are taken would record concurrency that was not there.
// Knows neither systems nor faults nor files.
import type { Clock } from "../core/clock.ts";
import { fromMs } from "../core/duration.ts";
import { HarnessError, messageOf } from "../core/errors.ts";
import type { OpCounts } from "../core/events.ts";
import {
  isNemesis,
  type Nanos,
  nanos,
  type OpIndex,
  opIndex,
  type ProcessId,
  type WorkerId,
} from "../core/ids.ts";
import { type AnyRequest, fail, type HistoryEvent, info, type Outcome } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import { nextTurn } from "../core/real-clock.ts";
import type { GenContext, Generator } from "../generator/generator.ts";
import { LOG } from "../generator/log.ts";
import { Roster } from "../generator/roster.ts";
import { type Attempt, type OpenClient, Worker } from "./worker.ts";

/** Serves the nemesis workers. */
export interface NemesisServer {
  /** Resolves with the value to record. */
  invoke(request: AnyRequest, signal: AbortSignal): Promise<unknown>;
}

export interface InterpreterOptions {
  readonly generator: Generator;
  /** Number of client workers. */
  readonly concurrency: number;
  /** Its `sleep` must take time: the virtual clock, which jumps, would run every op into its deadline. */
  readonly clock: Clock;
  /** Operation `n` draws from `random.fork("ops").at(n)`. */
  readonly random: Random;
  /** Called with a worker's first operation and after each `info`; rejecting ends the op as `fail`, `no-client`. */
  readonly open: OpenClient;
  /** Null without faults. Its events are `info` at both ends; a rejection is recorded as the second one's error. */
  readonly nemesis: NemesisServer | null;
  /** How often a node was seen to begin to lead; left out where nobody watches. */
  readonly elections?: () => number;
  /** Takes what was observed since it was asked last, to be recorded as `info` of the nemesis. */
  readonly notes?: () => readonly Note[];
  /** Takes what the generator logs. */
  readonly say?: (message: string, time: Nanos) => void;
  /** Takes every event, in order; the invocation before its request leaves. */
  readonly record: (event: HistoryEvent) => void;
  readonly opTimeoutMs: number;
  /** Interrupts: nothing new is started, what is in flight is cut and recorded. */
  readonly signal: AbortSignal;
  /** Where a later phase of one history begins. */
  readonly firstProcess?: ProcessId;
  readonly firstIndex?: OpIndex;
}

/** Something observed that is no operation: "clock-offsets". */
export interface Note {
  readonly time: Nanos;
  readonly f: string;
  readonly value: unknown;
}

export interface InterpreterResult {
  readonly nextIndex: OpIndex;
  readonly nextProcess: ProcessId;
  /** Client operations by outcome. */
  readonly counts: OpCounts;
  /** Operations started, those of the nemesis included. */
  readonly generated: number;
  readonly interrupted: boolean;
}

/** From the abort of an operation's signal until nobody waits for its answer any more. */
const CLIENT_GRACE = fromMs(100);
/** A fault that is half injected is worth waiting for: it must not bite after everything was healed. */
const NEMESIS_GRACE = fromMs(5_000);
const NEMESIS_TIMEOUT = fromMs(120_000);
/** The longest time asleep, whatever the generator says. */
const MAX_WAIT = fromMs(1_000);
/** How long the end of the run waits for clients to close. */
const MAX_CLOSING = fromMs(1_000);

interface Flight extends Attempt {
  readonly worker: WorkerId;
  readonly controller: AbortController;
  /** When it is cut, and once it is cut, when it is given up. */
  deadline: number;
  cut: "timeout" | "interrupted" | null;
}

interface Arrival {
  readonly flight: Flight;
  readonly outcome: Outcome;
  readonly time: Nanos;
}

/** Runs the generator to its end, or until interrupted. Rejects when `record` throws or the generator is stuck. */
export async function interpret(options: InterpreterOptions): Promise<InterpreterResult> {
  const interpretation = new Interpretation(options);
  try {
    return await interpretation.run();
  } finally {
    await interpretation.close();
  }
}

class Interpretation {
  readonly #options: InterpreterOptions;
  readonly #clock: Clock;
  readonly #ops: Random;
  readonly #roster: Roster;
  readonly #workers: readonly Worker[];
  readonly #inFlight = new Map<WorkerId, Flight>();
  readonly #counts = { ok: 0, fail: 0, info: 0 };
  readonly #closed = new AbortController();
  #arrivals: Arrival[] = [];
  #generator: Generator;
  #state: "running" | "done" | "interrupted" = "running";
  #index: number;
  #generated = 0;
  /** No deadline is sooner than this. */
  #soonestDeadline = Infinity;
  #alarm = Infinity;
  #wake: () => void = () => undefined;

  constructor(options: InterpreterOptions) {
    const { concurrency, clock, open, nemesis } = options;
    this.#options = options;
    this.#clock = clock;
    this.#generator = options.generator;
    this.#ops = options.random.fork("ops");
    this.#index = options.firstIndex ?? 0;
    this.#roster = new Roster({ ...options, nemesis: nemesis !== null });
    this.#workers = Array.from(
      { length: concurrency },
      (_, i) => new Worker(i as WorkerId, open, clock),
    );
  }

  async run(): Promise<InterpreterResult> {
    const onInterrupt = (): void => this.#wake();
    this.#options.signal.addEventListener("abort", onInterrupt);
    try {
      await this.#loop();
    } finally {
      this.#options.signal.removeEventListener("abort", onInterrupt);
    }
    return {
      nextIndex: opIndex(this.#index),
      nextProcess: this.#roster.nextProcess,
      counts: this.#counts,
      generated: this.#generated,
      interrupted: this.#state === "interrupted",
    };
  }

  /** Cuts what is still in flight and lets all clients go, for a bounded time. */
  async close(): Promise<void> {
    for (const flight of this.#inFlight.values()) flight.controller.abort();
    const closed = Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
    const tooLate = this.#clock.sleep(MAX_CLOSING, this.#closed.signal).catch(() => undefined);
    await Promise.race([closed, tooLate]);
    this.#closed.abort();
  }

  async #loop(): Promise<void> {
    for (;;) {
      this.#takeArrivals();
      if (this.#options.signal.aborted && this.#state !== "interrupted") this.#interrupt();
      this.#expire();
      const next = this.#state === "running" && this.#roster.idle > 0 ? this.#ask() : null;
      if (next === "started") {
        // Answers that are there already come before the next operation.
        await nextTurn();
        continue;
      }
      if (this.#state !== "running" && this.#inFlight.size === 0) return;
      await this.#waitUntil(next);
    }
  }

  /** Starts the generator's next operation, or says until when it waits; null: until something completes. */
  #ask(): "started" | Nanos | null {
    const time = this.#clock.now();
    const next = this.#generator.next(this.#context(time));
    if (next.kind === "done") {
      this.#state = "done";
      return null;
    }
    if (next.kind === "pending") {
      this.#generator = next.rest;
      if (next.until === undefined && this.#inFlight.size === 0) throw stuck();
      return next.until ?? null;
    }
    if (next.at > time) return next.at;
    this.#generator = next.rest;
    if (next.request.f === LOG) {
      this.#generated++;
      this.#options.say?.(String(next.request.value), time);
    } else this.#start(next.worker, next.request);
    return "started";
  }

  #start(worker: WorkerId, request: AnyRequest): void {
    const time = this.#clock.now();
    const process = this.#roster.processOf(worker);
    const controller = new AbortController();
    const { signal } = controller;
    const limit = isNemesis(worker) ? NEMESIS_TIMEOUT : fromMs(this.#options.opTimeoutMs);
    const deadline = time + limit;
    const flight: Flight = {
      worker,
      process,
      request,
      controller,
      signal,
      deadline,
      sent: false,
      cut: null,
    };
    this.#roster.occupy(worker);
    this.#inFlight.set(worker, flight);
    this.#soonestDeadline = Math.min(this.#soonestDeadline, deadline);
    this.#generated++;
    this.#tell(flight, time, { type: "invoke", value: request.value });
    void this.#perform(flight).then((outcome) => this.#arrive(flight, outcome));
  }

  #perform(flight: Flight): Promise<Outcome> {
    const { nemesis } = this.#options;
    const worker = this.#workers[flight.worker];
    if (worker !== undefined) return worker.perform(flight);
    if (nemesis !== null) return inject(nemesis, flight);
    throw new HarnessError("internal", "a generator asked for a fault in a run without a nemesis");
  }

  #arrive(flight: Flight, outcome: Outcome): void {
    this.#arrivals.push({ flight, outcome, time: this.#clock.now() });
    this.#wake();
  }

  #takeArrivals(): void {
    const notes = this.#options.notes?.() ?? [];
    if (this.#arrivals.length === 0 && notes.length === 0) return;
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    for (const arrival of [...arrivals, ...notes].sort((a, b) => a.time - b.time)) {
      if ("f" in arrival) this.#note(arrival);
      // An answer to an operation that was given up: its `info` stands.
      else if (this.#inFlight.get(arrival.flight.worker) === arrival.flight)
        this.#complete(arrival.flight, arrival.outcome, arrival.time);
    }
  }

  #note({ time, f, value }: Note): void {
    const index = opIndex(this.#index++);
    this.#options.record({ index, time, process: "nemesis", type: "info", f, value });
  }

  #complete(flight: Flight, outcome: Outcome, time: Nanos): void {
    const { worker, request } = flight;
    this.#inFlight.delete(worker);
    this.#roster.release(worker);
    const value = outcome.type === "ok" ? outcome.value : request.value;
    const error = outcome.type === "ok" ? {} : { error: outcome.error };
    this.#tell(flight, time, { type: outcome.type, value, ...error });
    if (isNemesis(worker)) return;
    this.#counts[outcome.type]++;
    if (outcome.type !== "info") return;
    this.#roster.retire(worker);
    this.#workers[worker]?.drop();
  }

  /** Records an event of the operation, then tells the generator. */
  #tell(flight: Flight, time: Nanos, what: Pick<HistoryEvent, "type" | "value" | "error">): void {
    const { worker, process, request } = flight;
    const { f, key } = request;
    const byNemesis = isNemesis(worker);
    const event: HistoryEvent = {
      index: opIndex(this.#index++),
      time,
      process: byNemesis ? "nemesis" : process,
      type: byNemesis ? "info" : what.type,
      f,
      ...(key === undefined ? {} : { key }),
      value: what.value,
      ...(what.error === undefined ? {} : { error: what.error }),
    };
    this.#options.record(event);
    this.#generator = this.#generator.update(this.#context(time), { worker, event });
  }

  #context(time: Nanos): GenContext {
    const elections = this.#options.elections?.() ?? null;
    const facts = { okOps: this.#counts.ok, elections };
    return this.#roster.context(time, this.#ops.at(this.#generated), facts);
  }

  #interrupt(): void {
    this.#state = "interrupted";
    const time = this.#clock.now();
    for (const flight of this.#inFlight.values()) {
      if (flight.cut === null) this.#cut(flight, "interrupted", time);
    }
  }

  /** Cuts operations that took too long and gives up those whose client does not answer to that. */
  #expire(): void {
    const time = this.#clock.now();
    if (time < this.#soonestDeadline) return;
    for (const flight of this.#inFlight.values()) {
      if (time < flight.deadline) continue;
      if (flight.cut === null) this.#cut(flight, "timeout", time);
      else this.#complete(flight, givenUp(flight, this.#options.opTimeoutMs), time);
    }
    this.#soonestDeadline = Infinity;
    for (const { deadline } of this.#inFlight.values()) {
      this.#soonestDeadline = Math.min(this.#soonestDeadline, deadline);
    }
  }

  #cut(flight: Flight, why: "timeout" | "interrupted", time: Nanos): void {
    flight.cut = why;
    flight.deadline = time + (isNemesis(flight.worker) ? NEMESIS_GRACE : CLIENT_GRACE);
    this.#soonestDeadline = Math.min(this.#soonestDeadline, flight.deadline);
    flight.controller.abort(new HarnessError("timeout", `${flight.request.f}: ${why}`));
  }

  /** Resolves at `until`, at the next deadline, when something arrives or on interruption: whichever is first. */
  #waitUntil(until: Nanos | null): Promise<void> {
    const time = this.#clock.now();
    const end = Math.min(until ?? Infinity, this.#soonestDeadline, time + MAX_WAIT);
    if (end <= time) return nextTurn();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#setAlarm(nanos(end), time);
    });
  }

  /** One alarm serves all waits that end no sooner: waking early is harmless, a timer for each op is not. */
  #setAlarm(end: Nanos, time: Nanos): void {
    if (this.#alarm <= end) return;
    this.#alarm = end;
    void this.#clock.sleep(nanos(end - time), this.#closed.signal).then(
      () => {
        this.#alarm = Infinity;
        this.#wake();
      },
      () => undefined,
    );
  }
}

async function inject(nemesis: NemesisServer, flight: Flight): Promise<Outcome> {
  flight.sent = true;
  try {
    return { type: "ok", value: await nemesis.invoke(flight.request, flight.signal) };
  } catch (error) {
    return info(error instanceof HarnessError ? error.code : "exception", messageOf(error));
  }
}

function givenUp({ sent, cut }: Flight, opTimeoutMs: number): Outcome {
  if (!sent) return fail("no-client", "the client was not open before the deadline");
  return cut === "interrupted"
    ? info("interrupted", "the run was interrupted before the answer came")
    : info("timeout", `no answer within ${String(opTimeoutMs)} ms`);
}

const stuck = (): HarnessError =>
  new HarnessError("internal", "the generator waits, but nothing is in flight", {
    hint: "A pending generator must name the time at which it goes on.",
  });
