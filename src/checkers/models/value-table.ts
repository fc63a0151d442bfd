// Gives every distinct JSON value a dense integer, so that models compare numbers. Knows no model.

/** Equal JSON values have one id, in order of first sight; the order of an object's members does not matter. */
export class ValueTable {
  readonly #ids = new Map<unknown, number>();
  readonly #values: unknown[] = [];

  idOf(value: unknown): number {
    const name = typeof value === "object" && value !== null ? `json:${stable(value)}` : value;
    const key = typeof value === "string" ? `text:${value}` : (name ?? null);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#values.length);
    return this.#values.push(value ?? null) - 1;
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
