// The part of a history that concerns one key, read straight from the columns: no object an operation, so that a million
// of them cost little. Knows no checker.
import { assert, elementAt } from "../../core/assert.ts";
import type { History, HistoryColumns } from "../../core/history.ts";
import type { Key } from "../../core/op.ts";

const INVOKE = 0;
const OUTCOMES = [undefined, "ok", "fail", "info"] as const;

/** Client events of one key (null: of those without one), by their indices in the history. */
export class ObjectHistory {
  readonly key: Key | null;
  /** Calls and completions, in the order they happened. */
  readonly events: Int32Array;
  readonly #columns: HistoryColumns;

  constructor(key: Key | null, events: Int32Array, columns: HistoryColumns) {
    this.key = key;
    this.events = events;
    this.#columns = columns;
  }

  /** Number of events of the whole history. */
  get span(): number {
    return this.#columns.values.length;
  }

  isCall(event: number): boolean {
    return this.#columns.type[event] === INVOKE;
  }

  /** The other half of an operation; -1 for a call that was never completed. */
  otherHalf(event: number): number {
    return this.#columns.pair[event] as number;
  }

  /** How a call ended, asked of either half; in flight at the end is `info`. */
  outcome(event: number): "ok" | "fail" | "info" {
    const { type, pair } = this.#columns;
    const end = type[event] === INVOKE ? (pair[event] as number) : event;
    return end === -1 ? "info" : (OUTCOMES[type[end] as number] ?? "info");
  }

  isOk(event: number): boolean {
    return this.outcome(event) === "ok";
  }

  f(event: number): string {
    return this.#columns.functions[this.#columns.f[event] as number] as string;
  }

  value(event: number): unknown {
    return this.#columns.values[event];
  }

  /** The key of the operation, asked of either half; null for none. */
  keyOf(event: number): Key | null {
    const { type, pair, key, keys } = this.#columns;
    const call = type[event] === INVOKE ? event : (pair[event] as number);
    return keys[key[call] as number] ?? null;
  }

  process(event: number): number {
    return this.#columns.process[event] as number;
  }

  /** Nanoseconds. */
  time(event: number): number {
    return this.#columns.time[event] as number;
  }

  /** The code of a completion's error; null where it has none. */
  errorCode(event: number): string | null {
    return this.#columns.errors.get(event)?.code ?? null;
  }
}

/** The objects of a well-formed history, in order of their first call. Time and memory linear in its events. */
export function objectsOf(history: History): readonly ObjectHistory[] {
  assert(history.problems.length === 0, "objects of a history that is not well formed");
  const { columns } = history;
  const groups = groupsOf(columns);
  const ends = groups.sizes.map((size) => new Int32Array(size));
  const filled = groups.sizes.map(() => 0);
  for (let event = 0; event < history.length; event++) {
    const group = groups.ofEvent[event] as number;
    if (group === -1) continue;
    const at = filled[group] as number;
    elementAt(ends, group)[at] = event;
    filled[group] = at + 1;
  }
  return ends.map(
    (events, group) => new ObjectHistory(groups.keys[group] ?? null, events, columns),
  );
}

/** The whole history as one object, where keys are parts of it. */
export function wholeOf(history: History): ObjectHistory {
  const { columns } = history;
  const clients = columns.type.map((_, event) => (columns.process[event] === -1 ? 0 : 1));
  const events = new Int32Array(clients.reduce((sum: number, one) => sum + one, 0));
  let at = 0;
  for (let event = 0; event < history.length; event++)
    if (clients[event] === 1) events[at++] = event;
  return new ObjectHistory(null, events, columns);
}

interface Groups {
  /** -1 for events of the nemesis. */
  readonly ofEvent: Int32Array;
  readonly keys: (Key | null)[];
  readonly sizes: number[];
}

/** A completion belongs where its call does: it may leave out the key. */
function groupsOf(columns: HistoryColumns): Groups {
  const { type, key, pair, process } = columns;
  const ofEvent = new Int32Array(type.length).fill(-1);
  const groups: Groups = { ofEvent, keys: [], sizes: [] };
  const ofKey = new Int32Array(columns.keys.length + 1).fill(-1);
  for (let event = 0; event < type.length; event++) {
    if (process[event] === -1) continue;
    const call = type[event] === INVOKE ? event : (pair[event] as number);
    const slot = (key[call] as number) + 1;
    if (ofKey[slot] === -1) {
      ofKey[slot] = groups.keys.push(columns.keys[slot - 1] ?? null) - 1;
      groups.sizes.push(0);
    }
    const group = ofKey[slot] as number;
    ofEvent[event] = group;
    groups.sizes[group] = (groups.sizes[group] as number) + 1;
  }
  return groups;
}
