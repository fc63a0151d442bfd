// Numbers for the values of a history of millions of operations: small integers stand for themselves, others are looked up.
import { ValueTable } from "../../models/value-table.ts";

/** Equal values (as for `ValueTable`) have one id; ids are not dense. */
export class ValueIds {
  readonly #direct: number;
  readonly #others = new ValueTable();

  /** Integers from 0 to below `direct` are their own ids. */
  constructor(direct: number) {
    this.#direct = direct;
  }

  idOf(value: unknown): number {
    if (typeof value === "number" && value >= 0 && value < this.#direct && Number.isInteger(value))
      return value;
    return this.#direct + this.#others.idOf(value);
  }

  /** Above every id given so far. */
  get size(): number {
    return this.#direct + this.#others.size;
  }
}
