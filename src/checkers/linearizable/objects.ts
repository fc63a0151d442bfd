// The objects that a history is about, as lists of operations: linearizability is local (Herlihy & Wing), so each key is decided
// alone. Only what the general search or a person needs is made; the linear-time paths read the table itself.
import { opIndex } from "../../core/ids.ts";
import type { Key, Operation } from "../../core/op.ts";
import type { OpTable } from "./op-table.ts";
import { byObject } from "./by-object.ts";

/** The operations on one object, in order of their calls; `key` is undefined where operations have none. */
export interface KeyedObject {
  /** Its number in the table. */
  readonly object: number;
  readonly key: Key | undefined;
  /** How many, at most. */
  readonly size: number;
  /** Made anew each time: of a long history the operations of all objects at once would take several times what its columns do. */
  readonly ops: readonly Operation[];
}

export const operationOf = ({ history, call }: OpTable, row: number): Operation =>
  history.operationAt(opIndex(call[row] as number));

/** The wanted objects with the operations that `keep` lets pass, in order of their first call. */
export function objectsOf(
  table: OpTable,
  isWanted: (object: number) => boolean,
  keep: (op: Operation) => boolean,
): readonly KeyedObject[] {
  const all = new Int32Array(table.count).map((_, row) => row);
  const rowsOf = byObject(all, table.object, table.objects);
  const objects: KeyedObject[] = [];
  for (let object = 0; object < table.objects; object++)
    if (isWanted(object)) objects.push(new ObjectRows(table, object, rowsOf(object), keep));
  return objects;
}

class ObjectRows implements KeyedObject {
  readonly object: number;
  readonly #table: OpTable;
  readonly #rows: Int32Array;
  readonly #keep: (op: Operation) => boolean;

  constructor(table: OpTable, object: number, rows: Int32Array, keep: (op: Operation) => boolean) {
    this.object = object;
    this.#table = table;
    this.#rows = rows;
    this.#keep = keep;
  }

  get key(): Key | undefined {
    const { history, call } = this.#table;
    return history.columns.keys[
      history.columns.key[call[this.#rows[0] as number] as number] as number
    ];
  }

  get size(): number {
    return this.#rows.length;
  }

  get ops(): readonly Operation[] {
    const ops: Operation[] = [];
    for (const row of this.#rows) {
      const op = operationOf(this.#table, row);
      if (this.#keep(op)) ops.push(op);
    }
    return ops;
  }
}
