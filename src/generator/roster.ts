// Who is there, who is idle, and which process each worker runs: the state behind every generator context.
// Shared by the simulator and the interpreter; knows no time and no clients.
import { assert } from "../core/assert.ts";
import {
  isNemesis,
  type Nanos,
  NEMESES,
  processId,
  type ProcessId,
  workerId,
  type WorkerId,
} from "../core/ids.ts";
import type { Random } from "../core/random.ts";
import type { GenContext, RunFacts } from "./generator.ts";

export interface RosterOptions {
  /** Number of client workers: 0 … concurrency-1. */
  readonly concurrency: number;
  /** Whether there are nemesis workers too. */
  readonly nemesis: boolean;
  /** Process of worker 0; the others follow. */
  readonly firstProcess?: ProcessId;
}

export class Roster {
  /** Everybody, ascending; the same array all along, so that combinators may cache what they derive from it. */
  readonly workers: readonly WorkerId[];
  readonly #concurrency: number;
  readonly #processes: ProcessId[];
  readonly #processOf = (worker: WorkerId): ProcessId =>
    isNemesis(worker) ? processId(worker) : (this.#processes[worker] as ProcessId);
  #free: readonly WorkerId[];
  #nextProcess: number;

  constructor(options: RosterOptions) {
    const { concurrency, nemesis, firstProcess = 0 } = options;
    const clients = Array.from({ length: concurrency }, (_, i) => workerId(i));
    this.workers = nemesis ? [...NEMESES, ...clients] : clients;
    this.#free = this.workers;
    this.#concurrency = concurrency;
    this.#processes = clients.map((worker) => processId(firstProcess + worker));
    this.#nextProcess = firstProcess + concurrency;
  }

  /** Workers with an operation in flight. */
  get busy(): number {
    return this.workers.length - this.#free.length;
  }

  get idle(): number {
    return this.#free.length;
  }

  /** A process that none of these workers had or will have by then; where a next phase may begin. */
  get nextProcess(): ProcessId {
    return processId(this.#nextProcess);
  }

  /** The world at `time`; lists are never changed afterwards. */
  context(time: Nanos, random: Random, facts: RunFacts): GenContext {
    return {
      time,
      workers: this.workers,
      free: this.#free,
      processOf: this.#processOf,
      facts,
      random,
    };
  }

  processOf(worker: WorkerId): ProcessId {
    return this.#processOf(worker);
  }

  occupy(worker: WorkerId): void {
    const place = this.#free.indexOf(worker);
    assert(
      place >= 0,
      `a generator put an operation on worker ${String(worker)}, which is not free`,
    );
    this.#free = this.#free.toSpliced(place, 1);
  }

  release(worker: WorkerId): void {
    const after = this.#free.findIndex((other) => other > worker);
    this.#free = this.#free.toSpliced(after < 0 ? this.#free.length : after, 0, worker);
  }

  /** The worker's process is dead; a fresh one takes over. The nemesis has none. */
  retire(worker: WorkerId): void {
    if (isNemesis(worker)) return;
    const fresh = this.#processOf(worker) + this.#concurrency;
    this.#processes[worker] = processId(fresh);
    this.#nextProcess = Math.max(this.#nextProcess, fresh + 1);
  }
}
