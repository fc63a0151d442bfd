// A counter's operations: what each adds, and the totals that reads saw. Knows nothing of order.
import { FAIL, inputOf, OK, outputOf } from "../op-table.ts";
import type { ObjectOps } from "./object-ops.ts";

/** What each operation of a counter adds or saw. */
export interface CounterOps extends ObjectOps {
  /** Per operation: what it adds; 0 of reads and of what did not happen. */
  readonly addend: Float64Array;
  /** Reads that ended, in order of their calls; and per operation the total that it saw. */
  readonly reads: readonly number[];
  readonly total: Float64Array;
  readonly initial: number;
}

/** Null where something is no whole number. */
export function counterOpsOf(ops: ObjectOps, initial: number): CounterOps | null {
  const { table, rows } = ops;
  const isAdd = table.history.columns.functions.map((f) => f === "add");
  const addend = new Float64Array(rows.length);
  const total = new Float64Array(rows.length);
  const reads: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const outcome = table.outcome[row];
    if (isAdd[table.f[row] as number] === true) {
      if (outcome === FAIL) continue;
      const added = inputOf(table, row);
      if (!Number.isSafeInteger(added)) return null;
      addend[i] = added as number;
    } else if (outcome === OK) {
      const seen = outputOf(table, row);
      if (!Number.isSafeInteger(seen)) return null;
      total[i] = seen as number;
      reads.push(i);
    }
  }
  return { ...ops, addend, reads, total, initial };
}
