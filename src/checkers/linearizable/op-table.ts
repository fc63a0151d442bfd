// The client operations of a history as columns, one row an operation in order of their calls: what the linear-time paths read.
// Made once, without an object per operation. Knows no model.
import { assert } from "../../core/assert.ts";
import type { History } from "../../core/history.ts";
import type { OpError } from "../../core/op.ts";

export const OK = 0;
export const FAIL = 1;
/** Of unknown outcome; an operation in flight at the end counts as one. */
export const INFO = 2;

/** The return of an operation that need not have ended; later than any event. */
export const NEVER = 0x7fffffff;

/** An event's type in the columns of a history. */
const INVOKE = 0;
const OUTCOME_OF_TYPE = [INFO, OK, FAIL, INFO] as const;
/** The process of the nemesis, and the key of an operation without one. */
const NONE = -1;

export interface OpTable {
  readonly history: History;
  /** Rows. */
  readonly count: number;
  /** Event index of the invocation: its rank in real time. */
  readonly call: Int32Array;
  /** Event index of the completion; `NEVER` where the outcome is unknown. */
  readonly ret: Int32Array;
  /** `OK`, `FAIL` or `INFO`. */
  readonly outcome: Uint8Array;
  /** Index into `history.columns.functions`. */
  readonly f: Uint16Array;
  /** The object (the key) as a dense number, in order of first call; operations without a key are about one object. */
  readonly object: Int32Array;
  readonly objects: number;
}

/** O(events). Of a history that is not well formed the table says nothing useful. */
export function opTableOf(history: History): OpTable {
  const { type, process, f, key, pair, keys } = history.columns;
  const count = countCalls(type, process);
  const table = {
    call: new Int32Array(count),
    ret: new Int32Array(count),
    outcome: new Uint8Array(count),
    f: new Uint16Array(count),
    object: new Int32Array(count),
  };
  const objectOfKey = new Int32Array(keys.length + 1).fill(NONE);
  let objects = 0;
  for (let event = 0, row = 0; event < type.length; event++) {
    if (type[event] !== INVOKE || process[event] === NONE) continue;
    const end = pair[event] as number;
    const outcome = end === NONE ? INFO : (OUTCOME_OF_TYPE[type[end] as number] as number);
    const slot = (key[event] as number) + 1;
    if (objectOfKey[slot] === NONE) objectOfKey[slot] = objects++;
    table.call[row] = event;
    table.ret[row] = outcome === INFO ? NEVER : end;
    table.outcome[row] = outcome;
    table.f[row] = f[event] as number;
    table.object[row] = objectOfKey[slot] as number;
    row++;
  }
  return { history, count, ...table, objects };
}

function countCalls(type: Uint8Array, process: Int32Array): number {
  let count = 0;
  for (let event = 0; event < type.length; event++)
    if (type[event] === INVOKE && process[event] !== NONE) count++;
  return count;
}

/** What the operation was asked with. */
export const inputOf = ({ history, call }: OpTable, row: number): unknown =>
  history.columns.values[call[row] as number];

/** What an operation that ended answered. */
export const outputOf = ({ history, ret }: OpTable, row: number): unknown =>
  history.columns.values[ret[row] as number];

/** Why the operation did not end `ok`, where that was recorded. */
export const errorOf = ({ history, call }: OpTable, row: number): OpError | undefined =>
  history.columns.errors.get(history.columns.pair[call[row] as number] as number);

/** The row of the operation whose call, or whose completion, is this event: calls ascend, so by bisection. */
export function rowOfEvent({ history, call, count }: OpTable, event: number): number {
  const { type, pair } = history.columns;
  const wanted = type[event] === INVOKE ? event : (pair[event] as number);
  let low = 0;
  for (let high = count - 1; low < high;) {
    const middle = (low + high) >>> 1;
    if ((call[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  assert(call[low] === wanted, `event ${String(event)} belongs to no operation`);
  return low;
}
