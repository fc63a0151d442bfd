// Records what a test's own concurrent calls did, as a history that checkers judge. Knows no cluster and no test runner.
import { HarnessError, messageOf } from "../core/errors.ts";
import type { FaultWindow } from "../core/fault.ts";
import { type AppendedEvent, type History, HistoryBuilder } from "../core/history.ts";
import { processId, type ProcessId } from "../core/ids.ts";
import { fail, info, type Key, ok, type Outcome } from "../core/op.ts";
import { startRealClock } from "../core/real-clock.ts";

/** Operations by name: any functions, synchronous or not. */
export type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The same functions, recorded. A call resolves and rejects as its function does. */
export type Calls<F extends Functions> = {
  readonly [K in keyof F]: (...args: Parameters<F[K]>) => Promise<Awaited<ReturnType<F[K]>>>;
};

export interface RecordOptions {
  /** The first argument of every function names one of many independent objects. Default: there is one object. */
  readonly keyed?: boolean;
  /** Whether what a function threw says that it certainly had no effect. Default: an error says nothing. */
  readonly hadNoEffect?: (error: unknown) => boolean;
}

export interface Recording<F extends Functions> {
  /** Concurrent calls count as calls of different clients. */
  readonly calls: Calls<F>;
  /** One client of its own, for what is promised to a client: one call after the other. */
  readonly client: () => Calls<F>;
  /** Does `work` while something is wrong, and remembers when: what `toRecoverWithin` counts from. */
  readonly during: <T>(fault: string, work: () => Promise<T>) => Promise<T>;
  /** What was recorded so far; a call that goes on has an unknown outcome. */
  readonly history: () => History;
}

/**
 * Records calls of `functions`. One argument is the operation's value, several are a list, none is null; what it resolves with
 * is its answer, nothing is its value. A function may answer with an outcome: `preconditionFailed("was 3")`. Values are copied
 * as they are at that moment.
 */
export function recordHistory<F extends Functions>(
  functions: F,
  options: RecordOptions = {},
): Recording<F> {
  const recorder = new Recorder(options);
  const callsOf = (seat: Seat): Calls<F> =>
    Object.fromEntries(
      Object.entries(functions).map(([f, call]) => [
        f,
        (...args: never[]) => recorder.perform(f, args, () => call(...args), seat),
      ]),
    ) as unknown as Calls<F>;
  return {
    calls: callsOf({ take: () => recorder.idleProcess(), leave: (p) => recorder.idle.push(p) }),
    client: () => callsOf(ownSeat(recorder)),
    during: (fault, work) => recorder.during(fault, work),
    history: () => recorder.history(),
  };
}

/** Which process makes a call, and where it goes afterwards. */
interface Seat {
  take(): ProcessId;
  leave(process: ProcessId): void;
}

function ownSeat(recorder: Recorder): Seat {
  let waiting: ProcessId | null = null;
  let busy = false;
  return {
    take() {
      if (busy)
        throw new HarnessError("usage", "a client was called while its call before was not over", {
          hint: "Await its calls one by one, or use `calls` for concurrent ones.",
        });
      busy = true;
      return waiting ?? recorder.freshProcess();
    },
    leave(process) {
      busy = false;
      waiting = process;
    },
  };
}

class Recorder {
  /** Processes between two calls. */
  readonly idle: ProcessId[] = [];
  readonly #options: RecordOptions;
  readonly #clock = startRealClock();
  readonly #events: AppendedEvent[] = [];
  readonly #faults: FaultWindow[] = [];
  #processes = 0;

  constructor(options: RecordOptions) {
    this.#options = options;
  }

  freshProcess(): ProcessId {
    return processId(this.#processes++);
  }

  idleProcess(): ProcessId {
    return this.idle.pop() ?? this.freshProcess();
  }

  async perform(
    f: string,
    args: readonly unknown[],
    call: () => unknown,
    seat: Seat,
  ): Promise<never> {
    const key = this.#options.keyed === true ? { key: args[0] as Key } : {};
    const value = copied(valueOf(this.#options.keyed === true ? args.slice(1) : args), f);
    const process = seat.take();
    const common = { process, f, ...key };
    this.#append({ ...common, type: "invoke", value });
    try {
      const result = await call();
      const outcome = outcomeOf(result, value);
      this.#complete(common, value, outcome, seat);
      return result as never;
    } catch (error) {
      const failed = this.#options.hadNoEffect?.(error) === true;
      const said = messageOf(error);
      const outcome = failed ? fail("rejected", said) : info("exception", said);
      this.#complete(common, value, outcome, seat);
      throw error;
    }
  }

  #complete(
    common: Pick<AppendedEvent, "f" | "key"> & { readonly process: ProcessId },
    value: unknown,
    outcome: Outcome,
    seat: Seat,
  ): void {
    const { type } = outcome;
    if (type === "ok") this.#append({ ...common, type, value: copied(outcome.value, common.f) });
    else this.#append({ ...common, type, value, error: outcome.error });
    // Who may still have an effect is concurrent with all that follows: its client acts no more.
    seat.leave(type === "info" ? this.freshProcess() : common.process);
  }

  #append(event: Omit<AppendedEvent, "time">): void {
    this.#events.push({ ...event, time: this.#clock.now() });
  }

  async during<T>(fault: string, work: () => Promise<T>): Promise<T> {
    const id = this.#faults.length;
    const start = this.#clock.now();
    const evidence = { seen: true, detail: "the test says so" } as const;
    const common = { id, kind: "recorded", name: fault, targets: [], start, evidence };
    this.#faults.push({ ...common, end: null, healed: null });
    try {
      return await work();
    } finally {
      this.#faults[id] = { ...common, end: this.#clock.now(), healed: evidence };
    }
  }

  history(): History {
    const builder = new HistoryBuilder();
    for (const event of this.#events) builder.append(event);
    return builder.build([...this.#faults]);
  }
}

const valueOf = (args: readonly unknown[]): unknown => (args.length > 1 ? args : (args[0] ?? null));

function outcomeOf(result: unknown, value: unknown): Outcome {
  if (isOutcome(result)) return result;
  return ok(result === undefined ? value : result);
}

/** Made by `ok`, `fail`, `info` or `preconditionFailed`. */
function isOutcome(result: unknown): result is Outcome {
  if (typeof result !== "object" || result === null || !("type" in result)) return false;
  if (result.type === "ok") return "value" in result && Object.keys(result).length === 2;
  return (result.type === "fail" || result.type === "info") && "error" in result;
}

/** As it is now: a list that the object goes on using must not change what was recorded. */
function copied(value: unknown, f: string): unknown {
  if (typeof value !== "object" && typeof value !== "function") return value;
  try {
    return structuredClone(value);
  } catch (cause) {
    throw new HarnessError("usage", `a value of ${f} cannot be recorded: ${messageOf(cause)}`, {
      hint: "Values are plain data; wrap the function in one that takes and answers with such.",
      cause,
    });
  }
}
