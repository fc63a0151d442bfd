// Gives every distinct JSON value a dense integer, so that models compare numbers. Knows no model.

/** Integers below this may go into the array at once. */
const FIRST_SMALL = 32;

/** Equal JSON values have one id, in order of first sight; the order of an object's members does not matter. */
export class ValueTable {
  readonly #ids = new Map<unknown, number>();
  /** Ids of small integers, -1 where there is none: most values are, and a map takes ten times as long. */
  #small = new Int32Array(0);
  readonly #values: unknown[] = [];

  idOf(value: unknown): number {
    if (typeof value === "number" && value >= 0 && value < this.#small.length) {
      const small = this.#small[value];
      if (small !== undefined && small !== -1) return small;
    }
    return this.#idOfAny(value);
  }

  #idOfAny(value: unknown): number {
    const name = typeof value === "object" && value !== null ? `json:${stable(value)}` : value;
    const key = typeof value === "string" ? `text:${value}` : (name ?? null);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#isSmall(key)) this.#small[key] = this.#values.length;
    else this.#ids.set(key, this.#values.length);
    return this.#values.push(value ?? null) - 1;
  }

  /** Whether it has a place in the array, which grows with the values and never far beyond. */
  #isSmall(key: unknown): key is number {
    if (!Number.isInteger(key)) return false;
    const value = key as number;
    if (value < 0 || value >= 4 * this.#values.length + FIRST_SMALL) return false;
    if (value >= this.#small.length) {
      const grown = new Int32Array(2 * (value + FIRST_SMALL)).fill(-1);
      grown.set(this.#small);
      this.#small = grown;
    }
    return true;
  }

  valueOf(id: number): unknown {
    return this.#values[id];
  }

  get size(): number {
    return this.#values.length;
  }

  /** The value as people read it. */
  show(id: number): string {
    return showValue(this.#values[id]);
  }
}

/** A value in a sentence: JSON, and "nothing" for null. */
export const showValue = (value: unknown): string =>
  value === null || value === undefined ? "nothing" : stable(value);

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${stable(member)}`).join(",")}}`;
}
