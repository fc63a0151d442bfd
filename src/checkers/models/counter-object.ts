// The object behind counter and fetch-and-add: a total that numbers are added to. Whole numbers only: sums of others depend on
// their order.
import { HarnessError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";

const ADD = 0; // b is an addend's id
const READ = 1; // b is the state seen
const FETCH_AND_ADD = 2; // as ADD, and c is the state seen

const HALF = 2 ** 32;

/** `tells` where what an add gives is the total before it. */
export class CounterObject implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #tells: boolean;
  /** Rows of (what, …) as told above. */
  readonly #kinds = new RowTable();
  /** Totals and addends, as rows of (high half, low half). */
  readonly #numbers = new RowTable();

  constructor(initial: Json, tells: boolean) {
    this.#tells = tells;
    this.start = this.#idOf(initial ?? 0);
  }

  // No facts: every add counts in every total after it.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map(({ f, input, outcome }) => {
      if (outcome.type === "fail") return null;
      if (f === "read")
        return outcome.type === "ok"
          ? looks(this.#kinds.idOf(READ, this.#seen(outcome.value)))
          : null;
      if (f !== "add") return null;
      const addend = this.#idOf(input);
      const told = this.#tells && outcome.type === "ok" && outcome.value !== null;
      return changes([
        told
          ? this.#kinds.idOf(FETCH_AND_ADD, addend, this.#seen(outcome.value))
          : this.#kinds.idOf(ADD, addend),
      ]);
    });
  }

  /** The state that somebody saw; what is no whole number is none that can be. */
  #seen(total: unknown): number {
    return Number.isSafeInteger(total) ? this.#idOf(total) : IMPOSSIBLE;
  }

  #idOf(number: unknown): number {
    if (!Number.isSafeInteger(number))
      throw new HarnessError(
        "usage",
        `a counter counts in whole numbers up to 2^53, not ${JSON.stringify(number)}`,
      );
    const whole = number as number;
    return this.#numbers.idOf(Math.floor(whole / HALF), whole | 0);
  }

  #numberOf(id: number): number {
    return this.#numbers.a(id) * HALF + (this.#numbers.b(id) >>> 0);
  }

  step(state: number, kind: number): number {
    const what = this.#kinds.a(kind);
    const argument = this.#kinds.b(kind);
    if (what === READ) return state === argument ? state : IMPOSSIBLE;
    if (what === FETCH_AND_ADD && state !== this.#kinds.c(kind)) return IMPOSSIBLE;
    return this.#idOf(this.#numberOf(state) + this.#numberOf(argument));
  }

  get bytes(): number {
    return this.#numbers.bytes;
  }

  describe(state: number): string {
    return `the total is ${String(this.#numberOf(state))}`;
  }
}
