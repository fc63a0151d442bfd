// Lists that are only appended to, each element once, and read whole.
import { FAIL, inputOf } from "../op-table.ts";
import { showValue } from "../../models/value-table.ts";
import { DenseIds } from "./dense-ids.ts";
import { type Growing, judgeGrowing } from "./growing.ts";
import { judgeEach, type ObjectOps } from "./object-ops.ts";
import { type LinearPath, UNDECIDED } from "./path.ts";

/** Exact where no element is appended twice, or again where it was there at first: see `judgeGrowing`. */
export const appendListPath: LinearPath = {
  name: "elements appended once",
  models: ["append-list"],
  decide: (table, { initial }) =>
    judgeEach(table, (ops) => {
      const list = initial ?? [];
      const growing = Array.isArray(list) ? appendsOf(ops, list) : null;
      return growing === null ? UNDECIDED : judgeGrowing(growing, "append");
    }),
};

/** Null where an element repeats. */
function appendsOf(ops: ObjectOps, initial: readonly unknown[]): Growing | null {
  const { table, rows } = ops;
  const ids = new DenseIds(rows.length + initial.length);
  const add = new Int32Array(rows.length + initial.length).fill(-1);
  const element = new Int32Array(rows.length);
  for (const value of initial) ids.idOf(value);
  if (ids.size < initial.length) return null;
  const isAppend = table.history.columns.functions.map((f) => f === "append");
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (isAppend[table.f[row] as number] !== true || table.outcome[row] === FAIL) continue;
    const known = ids.size;
    const id = ids.idOf(inputOf(table, row));
    if (id < known) return null;
    add[id] = i;
    element[i] = id;
  }
  const show = (id: number): string => showValue(ids.valueOf(id));
  return { ops, ids, initial: initial.length, add, element, show };
}
