// The history: events in columns, indexed and paired. Immutable once built; the one thing that checkers read.
import { createHash } from "node:crypto";
import { assert, elementAt } from "./assert.ts";
import { Column, Interner } from "./columns.ts";
import type { FaultWindow } from "./fault.ts";
import { nanos, opIndex, type OpIndex, processId } from "./ids.ts";
import type { EventType, HistoryEvent, Key, Operation, OpError, OpSpec, Outcome } from "./op.ts";

const TYPES: readonly EventType[] = ["invoke", "ok", "fail", "info"];
const TYPE_ID: Readonly<Record<EventType, number>> = { invoke: 0, ok: 1, fail: 2, info: 3 };
const NEMESIS_PROCESS = -1;
const NONE = -1;

/** The columns underneath, one entry an event. Read only. */
export interface HistoryColumns {
  /** 0 invoke, 1 ok, 2 fail, 3 info. */
  readonly type: Uint8Array;
  readonly time: Float64Array;
  /** -1 is the nemesis. */
  readonly process: Int32Array;
  /** Index into `functions`. */
  readonly f: Uint16Array;
  /** Index into `keys`; -1 without a key. */
  readonly key: Int32Array;
  /** Index of the other half; -1 where there is none. */
  readonly pair: Int32Array;
  readonly functions: readonly string[];
  readonly keys: readonly Key[];
  readonly values: readonly unknown[];
  readonly errors: ReadonlyMap<number, OpError>;
}

/** An event that does not fit the ones before it: a completion nobody invoked, a second call of a busy process. */
export interface HistoryProblem {
  readonly index: OpIndex;
  readonly message: string;
}

/** An event without its index; a key that is undefined is none. */
export interface AppendedEvent extends Omit<HistoryEvent, "index" | "key"> {
  readonly key?: Key | undefined;
}

/** Takes events in the order they happened and pairs them as they come. */
export class HistoryBuilder {
  readonly #type = new Column(Uint8Array);
  readonly #time = new Column(Float64Array);
  readonly #process = new Column(Int32Array);
  readonly #f = new Column(Uint16Array);
  readonly #key = new Column(Int32Array);
  readonly #pair = new Column(Int32Array);
  readonly #functions = new Interner<string>();
  readonly #keys = new Interner<Key>();
  readonly #values: unknown[] = [];
  readonly #errors = new Map<number, OpError>();
  /** By process; `NONE` after a completion, as a map that much is deleted from keeps making itself anew. */
  readonly #open = new Map<number, number>();
  readonly #problems: HistoryProblem[] = [];
  #built = false;

  get length(): number {
    return this.#values.length;
  }

  /**
   * Appends an event and keeps nothing of the object but its members; its `index` is given anew, dense from 0. Returns the problem it
   * has, or null.
   */
  append(event: AppendedEvent): HistoryProblem | null {
    assert(!this.#built, "a history that was built takes no more events");
    const index = this.#values.length;
    const actor = event.process === "nemesis" ? NEMESIS_PROCESS : event.process;
    this.#type.push(TYPE_ID[event.type]);
    this.#time.push(event.time);
    this.#process.push(actor);
    this.#f.push(this.#functions.idOf(event.f));
    this.#key.push(event.key === undefined ? NONE : this.#keys.idOf(event.key));
    this.#values.push(event.value);
    if (event.error !== undefined) this.#errors.set(index, event.error);
    const message = this.#pairUp(index, actor, event);
    if (message === null) return null;
    const problem = {
      index: opIndex(index),
      message: `process ${String(actor)} ${message}`,
    };
    this.#problems.push(problem);
    return problem;
  }

  #pairUp(index: number, actor: number, event: AppendedEvent): string | null {
    this.#pair.push(NONE);
    if (actor === NEMESIS_PROCESS) return null;
    const started = this.#open.get(actor) ?? NONE;
    if (event.type === "invoke") {
      this.#open.set(actor, index);
      return started === NONE
        ? null
        : `invokes ${event.f} while its ${this.#nameOf(started)} is open`;
    }
    if (started === NONE) return `completes ${event.f} that it never invoked`;
    this.#open.set(actor, NONE);
    this.#pair.set(index, started);
    this.#pair.set(started, index);
    return this.#fits(index, started, event)
      ? null
      : `completes ${this.#nameOf(index)} while its ${this.#nameOf(started)} is open`;
  }

  /** A completion repeats the operation it completes; it may leave out the key. */
  #fits(index: number, started: number, event: AppendedEvent): boolean {
    const sameKey = event.key === undefined || this.#key.at(index) === this.#key.at(started);
    return sameKey && this.#f.at(index) === this.#f.at(started);
  }

  /** `write of key 3 (event 17)` */
  #nameOf(index: number): string {
    const f = elementAt(this.#functions.names, this.#f.at(index));
    const key = this.#key.at(index);
    const ofKey = key === NONE ? "" : ` of key ${String(elementAt(this.#keys.names, key))}`;
    return `${f}${ofKey} (event ${String(index)})`;
  }

  /** The history so far. It shares the columns, so nothing may be appended afterwards. */
  build<S extends OpSpec = OpSpec>(faults: readonly FaultWindow[] = []): History<S> {
    this.#built = true;
    const columns: HistoryColumns = {
      type: this.#type.view(),
      time: this.#time.view(),
      process: this.#process.view(),
      f: this.#f.view(),
      key: this.#key.view(),
      pair: this.#pair.view(),
      functions: this.#functions.names,
      keys: this.#keys.names,
      values: this.#values,
      errors: this.#errors,
    };
    return new History<S>(columns, faults, this.#problems);
  }
}

/** Immutable, indexed, columnar. `S` is a promise of whoever built it; nothing here checks values against it. */
export class History<S extends OpSpec = OpSpec> implements Iterable<HistoryEvent> {
  readonly columns: HistoryColumns;
  readonly faults: readonly FaultWindow[];
  /** Events that do not fit; a history with problems is not well formed and no verdict may rest on it. */
  readonly problems: readonly HistoryProblem[];
  #operations: readonly Operation<S>[] | null = null;
  #digest: string | null = null;

  constructor(
    columns: HistoryColumns,
    faults: readonly FaultWindow[],
    problems: readonly HistoryProblem[],
  ) {
    this.columns = columns;
    this.faults = faults;
    this.problems = problems;
  }

  /** Number of events. */
  get length(): number {
    return this.columns.values.length;
  }

  at(index: OpIndex): HistoryEvent {
    const c = this.columns;
    assert(index >= 0 && index < this.length, `event ${String(index)} of ${String(this.length)}`);
    const actor = c.process[index] as number;
    const key = c.key[index] as number;
    const error = c.errors.get(index);
    return {
      index,
      time: nanos(c.time[index] as number),
      process: actor === NEMESIS_PROCESS ? "nemesis" : processId(actor),
      type: TYPES[c.type[index] as number] as EventType,
      f: c.functions[c.f[index] as number] as string,
      ...(key === NONE ? {} : { key: c.keys[key] as Key }),
      value: c.values[index],
      ...(error === undefined ? {} : { error }),
    };
  }

  *[Symbol.iterator](): IterableIterator<HistoryEvent> {
    for (let index = 0; index < this.length; index++) yield this.at(opIndex(index));
  }

  /** Client operations in order of invocation; one in flight at the end is an `info` with code `in-flight`. */
  operations(): readonly Operation<S>[] {
    if (this.#operations !== null) return this.#operations;
    const out: Operation<S>[] = [];
    const { type, process } = this.columns;
    for (let index = 0; index < this.length; index++) {
      if (type[index] === TYPE_ID.invoke && process[index] !== NEMESIS_PROCESS)
        out.push(this.operationAt(opIndex(index)));
    }
    this.#operations = out;
    return out;
  }

  /** The operation that was invoked at this event, which must be an invocation of a client. */
  operationAt(index: OpIndex): Operation<S> {
    const c = this.columns;
    assert(index >= 0 && index < this.length, `event ${String(index)} of ${String(this.length)}`);
    const other = c.pair[index] as number;
    const key = c.key[index] as number;
    const ended = other !== NONE && c.type[other] !== TYPE_ID.info;
    // Straight from the columns: histories are long, and two events for each operation would cost more than it does.
    return {
      index,
      completion: other === NONE ? null : opIndex(other),
      process: processId(c.process[index] as number),
      ...(key === NONE ? {} : { key: c.keys[key] as Key }),
      f: c.functions[c.f[index] as number] as string,
      input: c.values[index],
      outcome: this.#outcomeAt(other),
      start: nanos(c.time[index] as number),
      end: ended ? nanos(c.time[other] as number) : null,
    };
  }

  /** What a completion, or that there is none, says of its operation. */
  #outcomeAt(completion: number): Outcome {
    if (completion === NONE)
      return { type: "info", error: { code: "in-flight", message: "no completion was recorded" } };
    const { type, values, errors } = this.columns;
    if (type[completion] === TYPE_ID.ok) return { type: "ok", value: values[completion] };
    const error = errors.get(completion) ?? {
      code: "unspecified",
      message: "no reason was recorded",
    };
    return type[completion] === TYPE_ID.fail ? { type: "fail", error } : { type: "info", error };
  }

  /** The client operations that pass, as a history of their own (fault windows kept, indices given anew). */
  filter(keep: (op: Operation<S>) => boolean): History<S> {
    const kept = new Set<number>();
    for (const op of this.operations()) {
      if (!keep(op)) continue;
      kept.add(op.index);
      if (op.completion !== null) kept.add(op.completion);
    }
    const builder = new HistoryBuilder();
    for (const event of this) if (kept.has(event.index)) builder.append(event);
    return builder.build<S>(this.faults);
  }

  /** SHA-256 (hex) of the events without their times: two runs with one digest are one history. */
  get digest(): string {
    if (this.#digest !== null) return this.#digest;
    const hash = createHash("sha256");
    for (const event of this) {
      hash.update(
        JSON.stringify([
          event.process,
          event.type,
          event.f,
          event.key ?? null,
          event.value ?? null,
          event.error ?? null,
        ]),
      );
      hash.update("\n");
    }
    this.#digest = hash.digest("hex");
    return this.#digest;
  }
}

/** A history of ready events, in order. */
export function historyOf<S extends OpSpec = OpSpec>(
  events: Iterable<Omit<HistoryEvent, "index">>,
  faults: readonly FaultWindow[] = [],
): History<S> {
  const builder = new HistoryBuilder();
  for (const event of events) builder.append(event);
  return builder.build<S>(faults);
}
