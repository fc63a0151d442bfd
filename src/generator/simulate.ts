// Runs a generator in virtual time, without clients: for tests, for plans and for their digests.
import { HarnessError } from "../core/errors.ts";
import {
  isNemesis,
  nanos,
  type Nanos,
  opIndex,
  type ProcessId,
  type WorkerId,
} from "../core/ids.ts";
import type { AnyRequest, HistoryEvent } from "../core/op.ts";
import type { Random } from "../core/random.ts";
import type { CompletionModel, SimulatedCompletion } from "./completion-models.ts";
import { perfect } from "./completion-models.ts";
import type { GenContext, Generator } from "./generator.ts";
import { LOG } from "./log.ts";
import { Roster } from "./roster.ts";

/** Operations after which a simulation stops asking, unless told otherwise. */
const MAX_SIMULATED_OPS = 100_000;

/** Times in a row that a generator may wait without an operation: more means that it waits for ever. */
const MAX_IDLE_ROUNDS = 1_000_000;

export interface SimulateOptions {
  readonly concurrency: number;
  /** The source of all choices; op `n` draws from `random.fork("ops").at(n)`. */
  readonly random: Random;
  /** Whether there are nemesis workers; their events are `info` at both ends. Default: no. */
  readonly nemesis?: boolean;
  /** What becomes of each operation. Default: `perfect`. */
  readonly complete?: CompletionModel;
  readonly maxOps?: number;
}

/** An event of a simulation, and which end of its operation it is (the nemesis' are both `info`). */
export interface SimulatedEvent {
  readonly end: "invocation" | "completion";
  readonly worker: WorkerId;
  readonly event: HistoryEvent;
}

interface InFlight {
  readonly worker: WorkerId;
  readonly process: ProcessId;
  readonly request: AnyRequest;
  readonly at: Nanos;
  readonly completion: SimulatedCompletion;
}

/** The history that `generator` makes in virtual time. Same generator, same options: same history. */
export function simulate(generator: Generator, options: SimulateOptions): HistoryEvent[] {
  return Array.from(simulated(generator, options), ({ event }) => event);
}

/** As `simulate`, event by event. Throws `usage` when the generator can never go on. */
export function* simulated(
  generator: Generator,
  options: SimulateOptions,
): IterableIterator<SimulatedEvent> {
  const simulation = new Simulation(generator, options);
  let idle = 0;
  for (let over = false; ;) {
    const completed = simulation.completeNext(over ? nanos(Infinity) : simulation.time);
    if (completed !== null) {
      yield completed;
      continue;
    }
    if (over) return;
    const asked = simulation.ask();
    if (asked === "done") over = true;
    else if (asked === "waiting") idle = countIdle(idle);
    else if (asked !== "logged") {
      idle = 0;
      yield asked;
    }
  }
}

function countIdle(idle: number): number {
  if (idle < MAX_IDLE_ROUNDS) return idle + 1;
  throw new HarnessError(
    "usage",
    `the generator waited ${String(idle)} times without an operation`,
  );
}

class Simulation {
  time = nanos(0);
  #generator: Generator;
  readonly #roster: Roster;
  readonly #ops: Random;
  readonly #completions: Random;
  readonly #complete: CompletionModel;
  readonly #maxOps: number;
  /** In order of completion. */
  readonly #inFlight: InFlight[] = [];
  #generated = 0;
  #okOps = 0;
  #index = 0;

  constructor(generator: Generator, options: SimulateOptions) {
    this.#generator = generator;
    this.#roster = new Roster({ ...options, nemesis: options.nemesis ?? false });
    this.#ops = options.random.fork("ops");
    this.#completions = options.random.fork("completions");
    this.#complete = options.complete ?? perfect;
    this.#maxOps = options.maxOps ?? MAX_SIMULATED_OPS;
  }

  /** The next completion that is due by `by`. */
  completeNext(by: Nanos): SimulatedEvent | null {
    const [first] = this.#inFlight;
    if (first === undefined || first.at > by) return null;
    this.#inFlight.shift();
    this.time = nanos(Math.max(this.time, first.at));
    const { worker, completion, request } = first;
    const value = "value" in completion ? completion.value : request.value;
    this.#roster.release(worker);
    if (completion.type === "ok" && !isNemesis(worker)) this.#okOps++;
    const failed = completion.type !== "ok" && !isNemesis(worker);
    const error = { code: "simulated", message: `simulated ${completion.type}` };
    const event = this.#event(first.process, worker, completion.type, { ...request, value });
    const told = this.#tell("completion", worker, failed ? { ...event, error } : event);
    if (completion.type === "info") this.#roster.retire(worker);
    return told;
  }

  /** Lets the generator go on: an invocation, or time moves to where it or a completion wants it. */
  ask(): SimulatedEvent | "waiting" | "logged" | "done" {
    if (this.#generated >= this.#maxOps) return "done";
    const context = this.#context();
    const next = this.#generator.next(context);
    if (next.kind === "done") return "done";
    if (next.kind === "pending" || next.at > this.time) {
      if (next.kind === "pending") this.#generator = next.rest;
      this.#wait(next.kind === "pending" ? next.until : next.at);
      return "waiting";
    }
    this.#generator = next.rest;
    const { worker, request } = next;
    if (request.f === LOG) {
      this.#generated++;
      return "logged";
    }
    const process = this.#roster.processOf(worker);
    this.#roster.occupy(worker);
    this.#schedule(worker, process, request);
    this.#generated++;
    return this.#tell("invocation", worker, this.#event(process, worker, "invoke", request));
  }

  #wait(until: Nanos | undefined): void {
    const then = Math.min(until ?? Infinity, this.#inFlight[0]?.at ?? Infinity);
    if (then === Infinity || then <= this.time) {
      throw new HarnessError("usage", "the generator waits for something that can never happen", {
        hint: "Nothing is in flight: a pending generator must name a later time.",
      });
    }
    this.time = nanos(then);
  }

  #schedule(worker: WorkerId, process: ProcessId, request: AnyRequest): void {
    const random = this.#completions.at(this.#generated);
    const completion = this.#complete(request, { worker, process, time: this.time, random });
    const at = nanos(this.time + completion.afterNs);
    const later = this.#inFlight.findIndex((other) => other.at > at);
    const place = later < 0 ? this.#inFlight.length : later;
    this.#inFlight.splice(place, 0, { worker, process, request, at, completion });
  }

  #event(
    process: ProcessId,
    worker: WorkerId,
    type: HistoryEvent["type"],
    request: AnyRequest,
  ): HistoryEvent {
    const { f, key, value } = request;
    const index = opIndex(this.#index++);
    const who = isNemesis(worker)
      ? ({ process: "nemesis", type: "info" } as const)
      : { process, type };
    return { index, time: this.time, ...who, f, ...(key === undefined ? {} : { key }), value };
  }

  #context(): GenContext {
    const facts = { okOps: this.#okOps, elections: null };
    return this.#roster.context(this.time, this.#ops.at(this.#generated), facts);
  }

  #tell(end: SimulatedEvent["end"], worker: WorkerId, event: HistoryEvent): SimulatedEvent {
    const context = this.#context();
    this.#generator = this.#generator.update(context, { worker, event });
    return { end, worker, event };
  }
}
