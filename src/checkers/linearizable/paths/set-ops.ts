// A set's operations on single elements: what each says of its element, and when the element was there for certain. Knows
// nothing of reads of the whole set.
import { FAIL, inputOf, NEVER, OK, type OpTable, outputOf } from "../op-table.ts";
import { showValue } from "../../models/value-table.ts";
import type { ObjectOps } from "./object-ops.ts";
import { DenseIds } from "./dense-ids.ts";

export const NONE = -1;
/** In place of the add of an element that was there at first. */
const INITIAL = -2;

/** What an operation says of its element. */
const NOTHING = 0;
/** It may have put the element in. */
const ADDS = 1;
/** It found the element there. */
const FINDS = 2;
/** It found the element there, and took it out. */
const REMOVES = 3;
/** It found the element missing. */
export const MISSES = 4;
/** It left the element missing, however it had found it. */
export const CLEARS = 5;
/** It may have taken the element out. */
const MAY_REMOVE = 6;

/** Per function what an operation says: where it answers that it changed or found something, that it did not, does not tell, is unknown. */
const SAYS: Readonly<Record<string, readonly [number, number, number, number]>> = {
  add: [ADDS, FINDS, ADDS, ADDS],
  remove: [REMOVES, MISSES, CLEARS, MAY_REMOVE],
  contains: [FINDS, MISSES, NOTHING, NOTHING],
};

/** The column of `SAYS` for an operation that did not fail. */
function answerOf(table: OpTable, row: number): number {
  if (table.outcome[row] !== OK) return 3;
  const output = outputOf(table, row);
  if (!Array.isArray(output) || output.length !== 2) return 2;
  return output[1] === true ? 0 : output[1] === false ? 1 : 2;
}

/** Entries of the arrays by element are places in `ObjectOps`, or ranks. */
export class SetOps {
  readonly ops: ObjectOps;
  readonly ids: DenseIds;
  /** How many elements were there at first: the first ids are theirs. */
  readonly initial: number;
  /** By operation. */
  readonly element: Int32Array;
  readonly says: Uint8Array;
  /** By element: the one operation that can have put it in, `NONE`, or `INITIAL`. */
  readonly add: Int32Array;
  /** By element: the operation that took it out for certain, or `NONE`. */
  readonly remove: Int32Array;
  /** By element: the first return, and the last call, of the operations that add, find or remove it. */
  readonly thereBy: Int32Array;
  readonly thereUntil: Int32Array;
  /** By element: 1 where several operations may have put it in. */
  readonly repeats: Uint8Array;
  /** Whether somebody read all elements at once. */
  isReadWhole = false;
  /** Operations that removed an element which another had removed. */
  readonly removedAgain: number[] = [];

  constructor(ops: ObjectOps, initial: readonly unknown[]) {
    const count = ops.rows.length;
    this.ops = ops;
    this.ids = new DenseIds(count + initial.length);
    this.element = new Int32Array(count);
    this.says = new Uint8Array(count);
    for (const value of initial) this.ids.idOf(value);
    this.initial = this.ids.size;
    this.#collect();
    // Only now is it known how many elements there are: memory costs more time than a second pass.
    const { size } = this.ids;
    this.add = new Int32Array(size).fill(NONE).fill(INITIAL, 0, this.initial);
    this.remove = new Int32Array(size).fill(NONE);
    this.thereBy = new Int32Array(size).fill(NEVER).fill(NONE, 0, this.initial);
    this.thereUntil = new Int32Array(size).fill(NONE);
    this.repeats = new Uint8Array(size);
    for (let i = 0; i < count; i++) {
      const says = this.says[i] as number;
      if (says >= ADDS && says <= REMOVES) this.#isThere(i, this.element[i] as number, says);
    }
  }

  /** What each operation says, of which element. */
  #collect(): void {
    const { table, rows } = this.ops;
    const { says, element, ids } = this;
    const meanings = table.history.columns.functions.map((f) => SAYS[f]);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (table.outcome[row] === FAIL) continue;
      const meaning = meanings[table.f[row] as number];
      if (meaning === undefined) {
        if (table.outcome[row] === OK) this.isReadWhole = true;
        continue;
      }
      const told = meaning[answerOf(table, row)] as number;
      says[i] = told;
      element[i] = ids.idOf(inputOf(table, row));
    }
  }

  #isThere(i: number, element: number, says: number): void {
    const { call, ret } = this.ops;
    if ((ret[i] as number) < (this.thereBy[element] as number))
      this.thereBy[element] = ret[i] as number;
    if ((call[i] as number) > (this.thereUntil[element] as number))
      this.thereUntil[element] = call[i] as number;
    if (says === ADDS) {
      if (this.add[element] === NONE) this.add[element] = i;
      else this.repeats[element] = 1;
    } else if (says === REMOVES) {
      if (this.remove[element] === NONE) this.remove[element] = i;
      else this.removedAgain.push(i);
    }
  }

  get elements(): number {
    return this.ids.size;
  }

  /** The element in words. */
  show(element: number): string {
    return showValue(this.ids.valueOf(element));
  }

  /** When its add was called; -1 for an element that was there at first, `NEVER` where there is no add. */
  addCall(element: number): number {
    const add = this.add[element] ?? NONE;
    return add === NONE ? NEVER : add === INITIAL ? NONE : (this.ops.call[add] as number);
  }

  /** Whether all that is said is that elements were added, each once. */
  get onlyAdds(): boolean {
    return (
      this.says.every((says) => says <= ADDS) && this.repeats.every((repeats) => repeats === 0)
    );
  }
}
