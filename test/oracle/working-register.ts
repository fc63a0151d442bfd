// Histories of registers that work: every operation takes effect at one moment between its call and its return, and one that is lost
// takes effect at once, much later or never. Half of them get one lie: a value seen that was not there.
import { type History, historyOf } from "../../src/core/history.ts";
import { nanos, processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import type { Random } from "../../src/core/random.ts";

type Value = number | null;
type Event = Omit<HistoryEvent, "index">;

interface Call {
  readonly process: number;
  readonly f: string;
  readonly key?: string;
  readonly value: unknown;
  /** How it ended inside; null until it took effect. */
  effect: { readonly done: boolean; readonly seen: Value } | null;
}

export interface WorkingOptions {
  readonly keys: readonly (string | undefined)[];
  readonly initial: Value;
}

/** Runs a few clients against registers, one event after the other. */
export function workingHistory(options: WorkingOptions, random: Random, maxOps: number): History {
  const events = new Run(options, random, random.int(2, maxOps)).events();
  return historyOf(random.chance(0.5) ? withLie(events, random) : events);
}

class Run {
  readonly #options: WorkingOptions;
  readonly #random: Random;
  readonly #distinct: boolean;
  /** How likely an operation is lost: a few in a history, since brute force tries all subsets of them. */
  readonly #lost: number;
  readonly #held = new Map<string | undefined, Value>();
  readonly #events: Event[] = [];
  /** Lost, and yet to take effect. */
  readonly #late: Call[] = [];
  readonly #workers: { process: number; call: Call | null }[];
  #left: number;
  #issued = 0;
  #fresh: number;

  constructor(options: WorkingOptions, random: Random, calls: number) {
    this.#options = options;
    this.#random = random;
    this.#left = calls;
    this.#lost = Math.min(0.2, 3 / calls);
    this.#distinct = random.chance(0.6);
    this.#fresh = random.int(2, 4);
    this.#workers = Array.from({ length: this.#fresh }, (_, process) => ({ process, call: null }));
  }

  events(): readonly Event[] {
    const random = this.#random;
    for (;;) {
      if (this.#late.length > 0 && random.chance(0.25)) {
        const [call] = this.#late.splice(random.int(0, this.#late.length - 1), 1);
        this.#takeEffect(call as Call);
      }
      // The first one is slow: what it asks for stays open while the others do much.
      const worker = random.pick(random.chance(0.7) ? this.#workers.slice(1) : this.#workers);
      if (worker.call !== null) this.#goOn(worker, worker.call);
      else if (this.#left-- > 0) worker.call = this.#begin(worker.process);
      // Whoever is still at it stays open for ever.
      else return this.#events;
    }
  }

  #begin(process: number): Call {
    const random = this.#random;
    const key = random.pick(this.#options.keys);
    const f = random.pick(["read", "read", "write", "cas", "cas"]);
    const expected = random.chance(0.6) ? this.#valueOf(key) : this.#anyValue();
    const value =
      f === "read" ? null : f === "write" ? this.#newValue() : [expected, this.#newValue()];
    const call: Call = { process, f, ...(key === undefined ? {} : { key }), value, effect: null };
    this.#tell(call, "invoke", value);
    return call;
  }

  #goOn(worker: { process: number; call: Call | null }, call: Call): void {
    const random = this.#random;
    if (call.effect === null && random.chance(0.5)) {
      this.#takeEffect(call);
      return;
    }
    const lost = random.chance(this.#lost);
    if (!lost && call.effect === null) {
      if (random.chance(0.9)) return;
      this.#end(worker, call, "fail", { code: "refused", message: "refused" });
    } else if (lost) {
      if (call.effect === null && random.chance(0.6)) this.#late.push(call);
      this.#end(worker, call, "info", { code: "timeout", message: "lost" });
      worker.process = this.#fresh++;
    } else if (call.effect?.done === true) {
      worker.call = null;
      this.#tell(call, "ok", call.f === "read" ? call.effect.seen : call.value);
    } else {
      const seen = random.chance(0.5) ? { seen: call.effect?.seen } : {};
      this.#end(worker, call, "fail", { code: "precondition", message: "found another", ...seen });
    }
  }

  #end(
    worker: { call: Call | null },
    call: Call,
    type: "fail" | "info",
    error: NonNullable<Event["error"]>,
  ): void {
    worker.call = null;
    this.#tell(call, type, call.value, error);
  }

  #takeEffect(call: Call): void {
    const seen = this.#valueOf(call.key);
    if (call.f === "write") this.#held.set(call.key, call.value as number);
    if (call.f === "cas") {
      const [expected, next] = call.value as readonly [Value, Value];
      call.effect = { done: expected === seen, seen };
      if (expected === seen) this.#held.set(call.key, next);
      return;
    }
    call.effect = { done: true, seen };
  }

  #valueOf(key: string | undefined): Value {
    return this.#held.get(key) ?? this.#options.initial;
  }

  #newValue(): number {
    return this.#distinct ? ++this.#issued : this.#random.int(0, (this.#issued = 2));
  }

  #anyValue(): Value {
    return this.#random.chance(0.2) ? null : this.#random.int(0, Math.max(1, this.#issued));
  }

  #tell(call: Call, type: Event["type"], value: unknown, error?: Event["error"]): void {
    const { process, f, key } = call;
    this.#events.push({
      time: nanos(this.#events.length * 1e9),
      process: processId(process),
      type,
      f,
      ...(key === undefined ? {} : { key }),
      value,
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** One value seen is another one that was about, or none. */
function withLie(events: readonly Event[], random: Random): readonly Event[] {
  const sights = events.filter(
    ({ type, f, error }) =>
      (type === "ok" && f === "read") || (error !== undefined && "seen" in error),
  );
  if (sights.length === 0) return events;
  const liar = random.pick(sights);
  const lie = random.chance(0.2) ? null : random.int(0, 4);
  return events.map((event) => {
    if (event !== liar) return event;
    return event.error === undefined
      ? { ...event, value: lie }
      : { ...event, error: { ...event.error, seen: lie } };
  });
}
