// Which writes of registers a process knows of, directly or through others: a vector clock a process, and one kept for every write.
// Sessions and "reads from" make the order; real time does not. Knows no verdict.
import { showValue, ValueTable } from "../models/value-table.ts";
import type { ObjectHistory } from "./object-history.ts";
import { WrittenValues } from "./written-values.ts";

const BYTES_PER_ENTRY = 4;

/** Writes of one process to one key, in its order. */
interface Line {
  readonly process: number;
  /** Places in the process's own order of writes, from 1. */
  readonly places: number[];
  readonly calls: number[];
}

export class CausalPast {
  readonly #object: ObjectHistory;
  readonly #values: WrittenValues;
  readonly #keyed: (event: number) => number;
  readonly #keys = new ValueTable();
  readonly #processes = new ValueTable();
  /** By key: the lines of those who write it. */
  readonly #lines: Line[][] = [];
  /** By process: how many writes of each process it knows of. */
  readonly #clocks: Int32Array[] = [];
  /** All clocks of writes, one after the other, and where each write's begins. */
  readonly #kept: Int32Array;
  readonly #keptAt: Int32Array;
  #next = 0;

  /** "twice": a value is written twice to one key. "memory": the clocks would take more than `bytes`. */
  static of(object: ObjectHistory, bytes: number): CausalPast | "twice" | "memory" {
    const keyed = keyedValues(object);
    const values = new WrittenValues(object, ["write"], keyed);
    const processes = new Set<number>();
    let writes = 0;
    for (const event of object.events) {
      if (!object.isCall(event)) continue;
      processes.add(object.process(event));
      if (object.f(event) !== "write" || object.outcome(event) === "fail") continue;
      writes++;
      if (values.call[values.idOf(keyed(event))] !== event) return "twice";
    }
    if (writes * processes.size * BYTES_PER_ENTRY > bytes) return "memory";
    return new CausalPast(object, values, keyed, writes, processes.size);
  }

  private constructor(
    object: ObjectHistory,
    values: WrittenValues,
    keyed: (event: number) => number,
    writes: number,
    processes: number,
  ) {
    this.#object = object;
    this.#values = values;
    this.#keyed = keyed;
    this.#kept = new Int32Array(writes * processes);
    this.#keptAt = new Int32Array(object.span).fill(-1);
    for (let process = 0; process < processes; process++)
      this.#clocks.push(new Int32Array(processes));
  }

  get writes(): number {
    return this.#clocks.length === 0 ? 0 : this.#next / this.#clocks.length;
  }

  get processes(): number {
    return this.#clocks.length;
  }

  /** The value of an event as people read it. */
  show(event: number): string {
    const key = this.#object.keyOf(event);
    const shown = showValue(this.#object.value(event));
    return key === null ? shown : `${shown} of ${String(key)}`;
  }

  /** A write is called: it knows what its process knows. One that failed is none. */
  write(call: number): void {
    if (this.#object.outcome(call) === "fail") return;
    const process = this.#processOf(call);
    const clock = this.#clocks[process] as Int32Array;
    clock[process] = (clock[process] as number) + 1;
    this.#kept.set(clock, this.#next);
    this.#keptAt[call] = this.#next;
    this.#next += clock.length;
    const line = this.#lineOf(call, process);
    line.places.push(clock[process]);
    line.calls.push(call);
  }

  /** The call that wrote what a read saw; null for the initial value. */
  sourceOf(read: number): number | "aborted" | "nowhere" | null {
    const value = this.#object.value(read);
    if (value === null || value === undefined) return null;
    const id = this.#values.idOf(this.#keyed(read));
    const origin = this.#values.origin(id, read);
    return origin === "written" ? (this.#values.call[id] as number) : origin;
  }

  /** A write to the same key that the reader knows of and that knows of `write` (of the initial value all do); null if none. */
  overwriterKnown(read: number, write: number | null): number | null {
    const clock = this.#clocks[this.#processOf(read)] as Int32Array;
    for (const line of this.#lines[this.#keyOf(read)] ?? []) {
      const call = latest(line, clock[line.process] as number);
      if (call === null || call === write) continue;
      if (write === null || this.#knows(call, write)) return call;
    }
    return null;
  }

  /** The reader knows what the write knew, and it. */
  learn(read: number, write: number): void {
    const clock = this.#clocks[this.#processOf(read)] as Int32Array;
    const from = this.#keptAt[write] as number;
    for (let process = 0; process < clock.length; process++) {
      const known = this.#kept[from + process] as number;
      if (known > (clock[process] as number)) clock[process] = known;
    }
  }

  #knows(call: number, write: number): boolean {
    const writer = this.#processOf(write);
    const place = this.#kept[(this.#keptAt[write] as number) + writer] as number;
    return (this.#kept[(this.#keptAt[call] as number) + writer] as number) >= place;
  }

  #processOf(event: number): number {
    return this.#processes.idOf(this.#object.process(event));
  }

  #keyOf(event: number): number {
    return this.#keys.idOf(this.#object.keyOf(event));
  }

  #lineOf(call: number, process: number): Line {
    const lines = (this.#lines[this.#keyOf(call)] ??= []);
    let line = lines.find((one) => one.process === process);
    if (line === undefined) lines.push((line = { process, places: [], calls: [] }));
    return line;
  }
}

/** A number for each pair of key and value; mostly a value has one key. */
function keyedValues(object: ObjectHistory): (event: number) => number {
  const [keys, values, others] = [new ValueTable(), new ValueTable(), new ValueTable()];
  const firstKey: number[] = [];
  return (event) => {
    const key = keys.idOf(object.keyOf(event));
    const value = values.idOf(object.value(event));
    if (firstKey.length === value) firstKey.push(key);
    return firstKey[value] === key ? value : -1 - others.idOf(`${String(key)} ${String(value)}`);
  };
}

/** The last write of a line at or before a place: mostly among its last, so it is looked for from there. */
function latest({ places, calls }: Line, place: number): number | null {
  let [low, high] = [places.length - 1, places.length];
  for (let step = 1; low >= 0 && (places[low] as number) > place; step *= 2) {
    high = low;
    low -= step;
  }
  low = Math.max(low, -1);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) <= place) low = middle;
    else high = middle;
  }
  return low < 0 ? null : (calls[low] as number);
}
