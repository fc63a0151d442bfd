// The objects that a history is about, as lists of operations: linearizability is local (Herlihy & Wing), so each key is decided
// alone. Only what the general search or a person needs is made; the linear-time paths read the table itself.
import { opIndex } from "../../core/ids.ts";
import type { Key, Operation } from "../../core/op.ts";
import type { OpTable } from "./op-table.ts";

/** The operations on one object, in order of their calls; `key` is undefined where operations have none. */
export interface KeyedObject {
  /** Its number in the table. */
  readonly object: number;
  readonly key: Key | undefined;
  readonly ops: readonly Operation[];
}

export const operationOf = ({ history, call }: OpTable, row: number): Operation =>
  history.operationAt(opIndex(call[row] as number));

/** The wanted objects that have operations which `keep` lets pass, in order of their first call. */
export function objectsOf(
  table: OpTable,
  isWanted: (object: number) => boolean,
  keep: (op: Operation) => boolean,
): readonly KeyedObject[] {
  const found = new Map<number, { object: number; key: Key | undefined; ops: Operation[] }>();
  for (let row = 0; row < table.count; row++) {
    const object = table.object[row] as number;
    if (!isWanted(object)) continue;
    const op = operationOf(table, row);
    if (!keep(op)) continue;
    const known = found.get(object);
    if (known === undefined) found.set(object, { object, key: op.key, ops: [op] });
    else known.ops.push(op);
  }
  return [...found.values()];
}
