// A stack: `push` on top, `pop` from the top. A pop of null found it empty.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const PUSH = 0;
const POP = 1;
const FIND_EMPTY = 2;
const TAKE_ANY = 3;

class Stack implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #values = new ValueTable();
  /** Rows of (what, element). Elements are value ids, one too high. */
  readonly #kinds = new RowTable();
  /** Rows of (element on top, state below); 0 is the empty stack. */
  readonly #states = new RowTable();

  constructor(initial: Json) {
    this.start = ((initial ?? []) as readonly Json[]).reduce<number>(
      (state, value) => this.step(state, this.#kinds.idOf(PUSH, this.#values.idOf(value) + 1)),
      0,
    );
  }

  // No facts: without a push that nobody noticed, a pop of unknown outcome takes another element.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const seen = new Set(ops.map(({ f, outcome }) => (f === "pop" ? this.#told(outcome) : 0)));
    return ops.map(({ f, input, outcome }) => {
      if (f === "push") {
        const element = this.#values.idOf(input) + 1;
        // In no order is it missed, nor is the pop of unknown outcome that took its element.
        const isMissed = outcome.type === "ok" || (outcome.type === "info" && seen.has(element));
        return isMissed ? changes([this.#kinds.idOf(PUSH, element)]) : null;
      }
      if (f !== "pop") return null;
      if (outcome.type === "info") return changes([this.#kinds.idOf(TAKE_ANY)]);
      const element = this.#told(outcome);
      return element === 0
        ? looks(this.#kinds.idOf(FIND_EMPTY))
        : changes([this.#kinds.idOf(POP, element)]);
    });
  }

  /** The element that somebody took out; 0 where there is none to tell. */
  #told(outcome: Operation["outcome"]): number {
    return outcome.type === "ok" && outcome.value !== null
      ? this.#values.idOf(outcome.value) + 1
      : 0;
  }

  step(state: number, kind: number): number {
    const element = this.#kinds.b(kind);
    switch (this.#kinds.a(kind)) {
      case PUSH:
        return this.#states.idOf(element, state);
      case FIND_EMPTY:
        return state === 0 ? state : IMPOSSIBLE;
      case POP:
        if (this.#states.a(state) !== element) return IMPOSSIBLE;
    }
    return this.#states.b(state);
  }

  get bytes(): number {
    return this.#states.bytes;
  }

  describe(state: number): string {
    const elements: string[] = [];
    for (let left = state; left !== 0; left = this.#states.b(left))
      elements.push(this.#values.show(this.#states.a(left) - 1));
    return elements.length === 0
      ? "the stack is empty"
      : `the stack holds ${elements.join(", ")} (top first)`;
  }
}

/** `initial` lists elements from the bottom up. */
export const stack: Model = {
  name: "stack",
  functions: ["push", "pop"],
  initial: [],
  create: (initial) => new Stack(initial),
};
