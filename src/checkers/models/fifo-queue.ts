// A first-in-first-out queue: `enqueue` at the tail, `dequeue` from the head. A dequeue of null found it empty.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { BraunTrees } from "./braun-tree.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const ENQUEUE = 0;
const DEQUEUE = 1;
const FIND_EMPTY = 2;
const TAKE_ANY = 3;

class FifoQueue implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #values = new ValueTable();
  /** Rows of (what, element). Elements are value ids, one too high. */
  readonly #kinds = new RowTable();
  /** Rows of (array of elements from the head on, its length). */
  readonly #states = new RowTable();
  readonly #arrays = new BraunTrees();

  constructor(initial: Json) {
    let state = this.#states.idOf(0);
    for (const value of (initial ?? []) as readonly Json[])
      state = this.step(state, this.#kinds.idOf(ENQUEUE, this.#values.idOf(value) + 1));
    this.start = state;
  }

  // No facts: without an enqueue that nobody noticed, a dequeue of unknown outcome takes another element.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const seen = new Set(ops.map(({ f, outcome }) => (f === "dequeue" ? this.#told(outcome) : 0)));
    return ops.map(({ f, input, outcome }) => {
      if (f === "enqueue") {
        const element = this.#values.idOf(input) + 1;
        // In no order is it missed, nor is the dequeue of unknown outcome that took its element.
        const isMissed = outcome.type === "ok" || (outcome.type === "info" && seen.has(element));
        return isMissed ? changes([this.#kinds.idOf(ENQUEUE, element)]) : null;
      }
      if (f !== "dequeue") return null;
      if (outcome.type === "info") return changes([this.#kinds.idOf(TAKE_ANY)]);
      const element = this.#told(outcome);
      return element === 0
        ? looks(this.#kinds.idOf(FIND_EMPTY))
        : changes([this.#kinds.idOf(DEQUEUE, element)]);
    });
  }

  /** The element that somebody took out; 0 where there is none to tell. */
  #told(outcome: Operation["outcome"]): number {
    return outcome.type === "ok" && outcome.value !== null
      ? this.#values.idOf(outcome.value) + 1
      : 0;
  }

  step(state: number, kind: number): number {
    const array = this.#states.a(state);
    const length = this.#states.b(state);
    const element = this.#kinds.b(kind);
    switch (this.#kinds.a(kind)) {
      case ENQUEUE:
        return this.#states.idOf(this.#arrays.with(array, length, element), length + 1);
      case FIND_EMPTY:
        return length === 0 ? state : IMPOSSIBLE;
      case DEQUEUE:
        if (this.#arrays.get(array, 0) !== element) return IMPOSSIBLE;
    }
    return length === 0 ? state : this.#states.idOf(this.#arrays.withoutFirst(array), length - 1);
  }

  get bytes(): number {
    return this.#states.bytes + this.#arrays.bytes;
  }

  describe(state: number): string {
    const queue = this.#arrays.elementsOf(this.#states.a(state));
    if (queue.length === 0) return "the queue is empty";
    return `the queue holds ${queue.map((element) => this.#values.show(element - 1)).join(", ")} (head first)`;
  }
}

export const fifoQueue: Model = {
  name: "fifo-queue",
  functions: ["enqueue", "dequeue"],
  initial: [],
  create: (initial) => new FifoQueue(initial),
};
