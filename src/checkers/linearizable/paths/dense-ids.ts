// Dense integers for the values of one object, for arrays by value; fast where values are small whole numbers, as most workloads draw.
import { ValueTable } from "../../models/value-table.ts";

const NONE = -1;

/** Equal JSON values have one id, in order of first sight. */
export class DenseIds {
  readonly #small: Int32Array;
  readonly #other = new ValueTable();
  /** Per id in `#other`. */
  readonly #otherIds: number[] = [];
  #size = 0;

  /** For about `count` values. */
  constructor(count: number) {
    this.#small = new Int32Array(2 * count + 64).fill(NONE);
  }

  get size(): number {
    return this.#size;
  }

  idOf(value: unknown): number {
    if (typeof value === "number" && this.#isSmall(value)) {
      const known = this.#small[value] as number;
      return known === NONE ? (this.#small[value] = this.#size++) : known;
    }
    return (this.#otherIds[this.#other.idOf(value)] ??= this.#size++);
  }

  /** The id of a value that was seen, or -1. */
  find(value: unknown): number {
    if (typeof value === "number" && this.#isSmall(value)) return this.#small[value] as number;
    return this.#otherIds[this.#other.idOf(value)] ?? NONE;
  }

  /** Looks through all values: for what is said of one, not for loops. */
  valueOf(id: number): unknown {
    const small = this.#small.indexOf(id);
    return small === NONE ? this.#other.valueOf(this.#otherIds.indexOf(id)) : small;
  }

  #isSmall(value: number): boolean {
    return value >= 0 && value < this.#small.length && (value | 0) === value;
  }
}
