// Turns a history of transactions into columns: one entry a transaction, one a micro-operation, versions as dense ids. The
// only stage that looks at values of events; it decides nothing, and refuses what is no transaction.
import type { History } from "../../core/history.ts";
import type { Key } from "../../core/op.ts";
import { bytes, copied, ints } from "./columns.ts";
import { type Scalar, VersionTable } from "./version-table.ts";

/** What the micro-operations are: appends to lists, or writes of registers. */
export type Datatype = "list" | "register";

export const STATUS = { ok: 1, fail: 2, info: 3 } as const;
export const READ = 0;
export const WRITE = 1;
/** No transaction, no event, no version. */
export const NONE = -1;
/** What a read of the initial state saw: no list, an empty list, a null. */
export const NIL = -2;

/**
 * The history in columns. Transactions are in order of invocation; events are indices into the history. Reads of transactions
 * that are not `ok` are left out: nobody knows what they saw, or that it counts.
 */
export interface Transactions {
  readonly count: number;
  /** One of `STATUS`, per transaction. A transaction in flight at the end is `info`. */
  readonly status: Uint8Array;
  readonly process: Int32Array;
  /** The invocation; -1 if it was not recorded. */
  readonly call: Int32Array;
  /** The completion; -1 if there was none. */
  readonly ret: Int32Array;
  /** Micro-operations of transaction t are `start[t]` to `start[t + 1]`. */
  readonly start: Int32Array;
  /** `READ` or `WRITE`, per micro-operation. */
  readonly kind: Uint8Array;
  /** Index into `keys`, per micro-operation. */
  readonly key: Int32Array;
  /** The version written; for a read of a register the one read or `NIL`; for a read of a list `NONE` (see `lists`). */
  readonly version: Int32Array;
  /** For reads of lists, what was read; null is the initial state. */
  readonly lists: readonly (readonly unknown[] | null)[];
  /** How many elements that is, per micro-operation: the lists themselves lie all over the heap. */
  readonly lengths: Int32Array;
  readonly keys: readonly Key[];
  readonly versions: VersionTable;
  /** The transaction that wrote a version; -1 for a version that was only read. */
  readonly writer: Int32Array;
  /** 1 where another write of the same transaction to the same key followed. */
  readonly intermediate: Uint8Array;
  /** 1 where several transactions wrote the version: nothing can be concluded from it. */
  readonly ambiguous: Uint8Array;
  /** Transaction of every event; -1 for others' events. */
  readonly txnOf: Int32Array;
}

/** A value that is no transaction, or a write that is not unique. */
export class MalformedTransaction extends Error {
  /** Index of the event. */
  readonly event: number;

  constructor(event: number, message: string) {
    super(message);
    this.event = event;
  }
}

export interface IngestOptions {
  /**
   * What histories recorded for Elle take for granted. A completion without an invocation stands for a transaction invoked
   * before everything, an invocation without a completion for nothing; of lists, what an unknown transaction says it read, it read.
   */
  readonly elle: boolean;
}

const OK = 1;
/** Micro-operations a transaction that columns have room for at first. */
const MICROS_GUESSED = 4;
const WRITES: Readonly<Record<Datatype, string>> = { list: "append", register: "w" };

/** Throws `MalformedTransaction` for the first event whose value is no transaction. */
export function ingest(history: History, datatype: Datatype, options: IngestOptions): Transactions {
  return new Ingestion(history, datatype, options).run();
}

/** The columns while they fill. */
class Ingestion {
  readonly #history: History;
  readonly #datatype: Datatype;
  readonly #elle: boolean;
  readonly #trustsUnknown: boolean;
  readonly #write: string;
  readonly #keyIds = new Map<Key, number>();
  readonly #keys: Key[] = [];
  readonly #versions: VersionTable;
  readonly #lists: (readonly unknown[] | null)[] = [];
  #kind = bytes(0);
  #key = ints(0);
  #version = ints(0);
  #lengths = ints(0);
  #micros = 0;

  constructor(history: History, datatype: Datatype, options: IngestOptions) {
    this.#history = history;
    this.#datatype = datatype;
    this.#elle = options.elle;
    this.#versions = new VersionTable(history.length);
    this.#trustsUnknown = options.elle && datatype === "list";
    this.#write = WRITES[datatype];
  }

  run(): Transactions {
    const { type, process, pair, values } = this.#history.columns;
    const events = this.#events();
    this.#reserve(events.length * MICROS_GUESSED);
    const count = events.length;
    const columns = {
      status: bytes(count),
      process: ints(count),
      call: ints(count),
      ret: ints(count),
      start: ints(count + 1),
      txnOf: ints(values.length).fill(NONE),
    };
    for (let txn = 0; txn < count; txn++) {
      const event = events[txn] as number;
      const other = pair[event] as number;
      const invoked = type[event] === 0;
      const completion = invoked ? other : event;
      const outcome = completion === NONE ? STATUS.info : (type[completion] as number);
      columns.status[txn] = outcome;
      columns.process[txn] = process[event] as number;
      columns.call[txn] = invoked ? event : NONE;
      columns.ret[txn] = completion;
      columns.txnOf[event] = txn;
      if (completion !== NONE) columns.txnOf[completion] = txn;
      const reported =
        outcome === OK || (outcome === STATUS.info && this.#trustsUnknown && completion !== NONE);
      this.#take(reported ? completion : event, outcome);
      columns.start[txn + 1] = this.#micros;
    }
    return this.#finished(count, columns);
  }

  /** The event that stands for each transaction: its invocation where there is one. */
  #events(): Int32Array {
    const { type, process, pair, values, f, functions } = this.#history.columns;
    const events = ints(values.length);
    let count = 0;
    for (let event = 0; event < values.length; event++) {
      if ((process[event] as number) < 0) continue;
      const alone = pair[event] === NONE;
      if (type[event] === 0 ? alone && this.#elle : !alone) continue;
      if (functions[f[event] as number] !== "txn")
        throw new MalformedTransaction(event, `${functions[f[event] as number] ?? "?"} is no txn`);
      events[count++] = event;
    }
    return events.subarray(0, count);
  }

  /** Takes the micro-operations of an event's value; reads only if they were answered. */
  #take(event: number, outcome: number): void {
    const value = this.#history.columns.values[event];
    if (!Array.isArray(value))
      throw new MalformedTransaction(event, `its value is no list of micro-operations`);
    for (let at = 0; at < value.length; at++) {
      const micro: unknown = value[at];
      if (!Array.isArray(micro) || micro.length < 2 || micro.length > 3)
        throw refused(event, micro);
      // By index: destructuring asks the list's iterator, once a micro-operation.
      const f: unknown = micro[0];
      const key: unknown = micro[1];
      const argument: unknown = micro[2] ?? null;
      if (typeof key !== "string" && typeof key !== "number") throw refused(event, micro);
      if (f === this.#write) this.#takeWrite(event, key, argument, micro);
      else if (f !== "r") throw refused(event, micro);
      else if (
        outcome === OK ||
        (outcome === STATUS.info && this.#trustsUnknown && argument !== null)
      )
        this.#takeRead(event, key, argument, micro);
    }
  }

  #takeWrite(event: number, key: Key, value: unknown, micro: unknown): void {
    if (!isScalar(value)) throw refused(event, micro);
    const keyId = this.#keyId(key);
    this.#push(WRITE, keyId, this.#versions.add(keyId, value));
  }

  #takeRead(event: number, key: Key, value: unknown, micro: unknown): void {
    const keyId = this.#keyId(key);
    if (this.#datatype === "list") {
      if (value !== null && !Array.isArray(value))
        throw new MalformedTransaction(event, `${shown(micro)} reads no list`);
      const at = this.#push(READ, keyId, NONE);
      this.#lists[at] = value;
      this.#lengths[at] = value === null ? 0 : value.length;
    } else {
      if (value !== null && !isScalar(value)) throw refused(event, micro);
      this.#push(READ, keyId, value === null ? NIL : this.#versions.add(keyId, value));
    }
  }

  #reserve(capacity: number): void {
    const kind = this.#kind;
    this.#kind = bytes(capacity);
    this.#kind.set(kind);
    this.#key = copied(this.#key, capacity);
    this.#version = copied(this.#version, capacity);
    if (this.#datatype === "list") this.#lengths = copied(this.#lengths, capacity);
  }

  /** The place of the micro-operation. */
  #push(kind: number, key: number, version: number): number {
    if (this.#micros === this.#kind.length) this.#reserve(this.#micros * 2);
    this.#kind[this.#micros] = kind;
    this.#key[this.#micros] = key;
    this.#version[this.#micros] = version;
    if (this.#datatype === "list" && kind === WRITE) this.#lists[this.#micros] = null;
    return this.#micros++;
  }

  #keyId(key: Key): number {
    const known = this.#keyIds.get(key);
    if (known !== undefined) return known;
    this.#keyIds.set(key, this.#keys.length);
    return this.#keys.push(key) - 1;
  }

  #finished(
    count: number,
    columns: Pick<Transactions, "status" | "process" | "call" | "ret" | "start" | "txnOf">,
  ): Transactions {
    const kind = this.#kind.subarray(0, this.#micros);
    const key = this.#key.subarray(0, this.#micros);
    const version = this.#version.subarray(0, this.#micros);
    const txns = { ...columns, count, kind, key, version };
    return {
      ...txns,
      lists: this.#lists,
      lengths: this.#lengths.subarray(0, this.#micros),
      keys: this.#keys,
      versions: this.#versions,
      ...this.#writers(txns),
    };
  }

  /** Who wrote what, and what was overwritten at once. */
  #writers(
    txns: Pick<Transactions, "count" | "start" | "kind" | "key" | "version" | "call" | "ret">,
  ): Pick<Transactions, "writer" | "intermediate" | "ambiguous"> {
    const writer = ints(this.#versions.size).fill(NONE);
    const intermediate = bytes(this.#versions.size);
    const ambiguous = bytes(this.#versions.size);
    const lastSeen = ints(this.#keys.length).fill(NONE);
    for (let txn = 0; txn < txns.count; txn++) {
      const first = txns.start[txn] as number;
      for (let micro = (txns.start[txn + 1] as number) - 1; micro >= first; micro--) {
        if (txns.kind[micro] !== WRITE) continue;
        const version = txns.version[micro] as number;
        const key = txns.key[micro] as number;
        if (writer[version] === NONE) writer[version] = txn;
        else if (this.#datatype === "register") ambiguous[version] = 1;
        else throw this.#repeated(version, Math.max(txns.call[txn] as number, 0));
        if (lastSeen[key] === txn) intermediate[version] = 1;
        lastSeen[key] = txn;
      }
    }
    return { writer, intermediate, ambiguous };
  }

  #repeated(version: number, event: number): MalformedTransaction {
    const value = String(this.#versions.valueOf(version));
    const key = String(this.#keys[this.#versions.keyOf(version)]);
    return new MalformedTransaction(event, `${value} is appended to ${key} a second time`);
  }
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean";

const refused = (event: number, micro: unknown): MalformedTransaction =>
  new MalformedTransaction(event, `${shown(micro)} is no micro-operation that this checker knows`);

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 80);
