// What each operation on a register says, as columns: what it did, to or from which value. Knows the functions of register,
// cas-register and kv by name, and nothing of order.
import { showValue } from "../../models/value-table.ts";
import { errorOf, FAIL, INFO, inputOf, OK, type OpTable, outputOf } from "../op-table.ts";
import type { PathOptions } from "./path.ts";
import { ValueIds } from "./value-ids.ts";

/** It saw `value`: a read, or a failed cas that tells what it found. */
export const SIGHT = 1;
/** It set `value`, or may have. */
export const WRITE = 2;
/** It changed `from` to `value`, or may have. */
export const CAS = 3;
/** A failed cas that does not tell what it found, only that it was not `from`. */
export const REFUSAL = 4;
/** A failed cas that tells that it found just what it expected, `value`. */
export const CONTRADICTION = 5;

export interface RegisterRows {
  /** 0 of what says nothing: it failed, or it is a read of which it is not known what it saw. */
  readonly what: Uint8Array;
  readonly value: Int32Array;
  /** Empty where no function is a cas. */
  readonly from: Int32Array;
  /** The value that every object holds at first. */
  readonly initial: number;
  /** Above every value. */
  readonly values: number;
}

const READS = new Set(["read", "get"]);
const WRITES = new Set(["write", "put"]);

export function registerRowsOf(table: OpTable, { initial, nullReads }: PathOptions): RegisterRows {
  const { count, f, outcome, history } = table;
  const { functions } = history.columns;
  const ids = new ValueIds(2 * count);
  const what = new Uint8Array(count);
  const value = new Int32Array(count);
  const from = new Int32Array(functions.includes("cas") ? count : 0);
  const isRead = functions.map((name) => READS.has(name));
  const isWrite = functions.map((name) => WRITES.has(name));
  // As in Knossos: where objects start with something else, a read of null may mean that the client did not say.
  const silent = nullReads === "unknown" && initial !== null ? functions.indexOf("read") : -1;
  for (let row = 0; row < count; row++) {
    const name = f[row] as number;
    if (isWrite[name] === true) {
      if (outcome[row] === FAIL) continue;
      what[row] = WRITE;
      value[row] = ids.idOf(inputOf(table, row));
    } else if (isRead[name] === true) {
      if (outcome[row] !== OK) continue;
      const seen = outputOf(table, row);
      if (seen === null && name === silent) continue;
      what[row] = SIGHT;
      value[row] = ids.idOf(seen);
    } else {
      setCas(table, row, ids, { what, value, from });
    }
  }
  return { what, value, from, initial: ids.idOf(initial), values: ids.size };
}

/** Of `rows`, those that would have set the value, had they not failed: what an aborted read saw. O(rows). */
export function abortedSettersOf(
  table: OpTable,
  rows: Int32Array,
  value: unknown,
): readonly number[] {
  const { functions } = table.history.columns;
  const wanted = showValue(value);
  return [...rows].filter((row) => {
    const name = functions[table.f[row] as number] as string;
    if (table.outcome[row] !== FAIL || READS.has(name)) return false;
    const input = inputOf(table, row);
    const set = WRITES.has(name) ? input : (input as readonly [unknown, unknown])[1];
    return showValue(set) === wanted;
  });
}

function setCas(
  table: OpTable,
  row: number,
  ids: ValueIds,
  { what, value, from }: Pick<RegisterRows, "what" | "value" | "from">,
): void {
  const [expected, next] = inputOf(table, row) as readonly [unknown, unknown];
  from[row] = ids.idOf(expected);
  if (table.outcome[row] === OK || table.outcome[row] === INFO) {
    what[row] = CAS;
    value[row] = ids.idOf(next);
    return;
  }
  const error = errorOf(table, row);
  if (error?.code !== "precondition") return;
  if ("seen" in error) {
    value[row] = ids.idOf(error.seen);
    what[row] = value[row] === from[row] ? CONTRADICTION : SIGHT;
  } else {
    what[row] = REFUSAL;
  }
}
