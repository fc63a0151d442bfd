// A queue's operations by value: who put it in, who took it out. Finds what is wrong with a value alone; knows no order.
import { showValue } from "../../models/value-table.ts";
import { errorOf, FAIL, INFO, inputOf, OK, outputOf } from "../op-table.ts";
import type { Finding, ObjectOps } from "./object-ops.ts";
import { DenseIds } from "./dense-ids.ts";

export const NONE = -1;

/** Entries are places in `ObjectOps`. */
export interface QueueOps extends ObjectOps {
  readonly values: number;
  /** Per value: its one enqueue. */
  readonly enqueue: Int32Array;
  /** Per value: the dequeue that gave it, or `NONE`. */
  readonly dequeue: Int32Array;
  /** Dequeues that found the queue empty. */
  readonly empties: readonly number[];
  /** Dequeues of unknown outcome: each may have taken one value that nobody is known to have dequeued. */
  readonly takers: readonly number[];
}

/** The value that an enqueue puts in, in words. */
export const shownValue = ({ table, rows }: ObjectOps, i: number): string =>
  showValue(inputOf(table, rows[i] as number));

/** Null where a value is put in twice; a finding where one is taken out twice, or before it was put in. */
export function queueOpsOf(ops: ObjectOps): QueueOps | Finding | null {
  const ids = new DenseIds(ops.rows.length);
  const enqueue = enqueuesOf(ops, ids);
  return enqueue && dequeuesOf({ ...ops, values: ids.size, enqueue }, ids);
}

/** Per value its enqueue, definite failures left out; null where one is put in twice. */
function enqueuesOf({ table, rows }: ObjectOps, ids: DenseIds): Int32Array | null {
  const isEnqueue = table.history.columns.functions.map((f) => f === "enqueue");
  const enqueue = new Int32Array(rows.length);
  let values = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (isEnqueue[table.f[row] as number] !== true || table.outcome[row] === FAIL) continue;
    if (ids.idOf(inputOf(table, row)) < values) return null;
    enqueue[values++] = i;
  }
  return enqueue;
}

function dequeuesOf(
  known: Omit<QueueOps, "dequeue" | "empties" | "takers">,
  ids: DenseIds,
): QueueOps | Finding {
  const { table, rows, call, ret, enqueue, values } = known;
  const isDequeue = table.history.columns.functions.map((f) => f === "dequeue");
  const dequeue = new Int32Array(values).fill(NONE);
  const empties: number[] = [];
  const takers: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (isDequeue[table.f[row] as number] !== true) continue;
    const outcome = table.outcome[row];
    const value = outcome === OK ? outputOf(table, row) : null;
    if (outcome === INFO) takers.push(i);
    else if (value === null) {
      if (outcome === OK || errorOf(table, row)?.code === "precondition") empties.push(i);
    } else {
      const id = ids.find(value);
      if (id === NONE) return nobodys(i, value);
      const put = enqueue[id] as number;
      if ((ret[i] as number) < (call[put] as number)) return early(put, i, value);
      if (dequeue[id] !== NONE) return twice(put, dequeue[id] as number, i, value);
      dequeue[id] = i;
    }
  }
  return { ...known, dequeue, empties, takers };
}

const nobodys = (i: number, value: unknown): Finding => ({
  ops: [i],
  because: `${showValue(value)} was dequeued, but nobody can have enqueued it`,
});

const early = (put: number, i: number, value: unknown): Finding => ({
  ops: [put, i],
  because: `${showValue(value)} was dequeued before its enqueue was called`,
});

const twice = (put: number, first: number, second: number, value: unknown): Finding => ({
  ops: [put, first, second],
  because: `${showValue(value)} was enqueued once and dequeued twice`,
});
