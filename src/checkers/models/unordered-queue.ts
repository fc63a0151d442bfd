// A queue without order: `enqueue` puts an element in, `dequeue` takes any one out. A dequeue of null found it empty.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { BraunTrees, EMPTY } from "./braun-tree.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const ENQUEUE = 0;
const DEQUEUE = 1;
const FIND_EMPTY = 2;

class UnorderedQueue implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #values = new ValueTable();
  readonly #initial: readonly number[];
  /** Rows of (what, value id). */
  readonly #kinds = new RowTable();
  /** A state has, by value id, how often the value is in. */
  readonly #bags = new BraunTrees();

  constructor(initial: Json) {
    this.#initial = ((initial ?? []) as readonly Json[]).map((value) => this.#values.idOf(value));
    this.start = this.#initial.reduce(
      (state, value) => this.step(state, this.#kinds.idOf(ENQUEUE, value)),
      EMPTY,
    );
  }

  // No facts: an element that nobody took out disturbs those who find the queue empty.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const seen = new Set(ops.map((op) => this.#taken(op)));
    const kept = ops.filter((op) => !this.#isNotMissed(op, seen));
    const takes = this.#lost(kept).map((value) => this.#kinds.idOf(DEQUEUE, value));
    return ops.map((op) => {
      if (op.f === "enqueue") {
        if (op.outcome.type === "fail" || this.#isNotMissed(op, seen)) return null;
        return changes([this.#kinds.idOf(ENQUEUE, this.#values.idOf(op.input))]);
      }
      if (op.f !== "dequeue") return null;
      if (foundEmpty(op)) return looks(this.#kinds.idOf(FIND_EMPTY));
      const value = this.#taken(op);
      if (value !== null) return changes([this.#kinds.idOf(DEQUEUE, value)]);
      return takes.length === 0 ? null : changes(takes);
    });
  }

  /** The value that somebody is known to have taken out. */
  #taken({ f, outcome }: Operation): number | null {
    if (f !== "dequeue" || outcome.type !== "ok" || outcome.value === null) return null;
    return this.#values.idOf(outcome.value);
  }

  /** In no order is it missed, nor is the dequeue of unknown outcome that took its element. */
  #isNotMissed({ f, input, outcome }: Operation, seen: ReadonlySet<number | null>): boolean {
    return f === "enqueue" && outcome.type === "info" && !seen.has(this.#values.idOf(input));
  }

  /**
   * What a dequeue of unknown outcome may have taken: elements put in more often than others took them out. An element left in
   * disturbs only those who find the queue empty, so without such there is nothing that it need have taken.
   */
  #lost(ops: readonly Operation[]): readonly number[] {
    if (!ops.some(foundEmpty)) return [];
    const surplus = new Map<number, number>();
    const count = (value: number, change: number): void => {
      surplus.set(value, (surplus.get(value) ?? 0) + change);
    };
    for (const value of this.#initial) count(value, 1);
    for (const op of ops) {
      if (op.f === "enqueue" && op.outcome.type !== "fail") count(this.#values.idOf(op.input), 1);
      const taken = this.#taken(op);
      if (taken !== null) count(taken, -1);
    }
    return [...surplus].filter(([, left]) => left > 0).map(([value]) => value);
  }

  step(state: number, kind: number): number {
    const value = this.#kinds.b(kind);
    const count = this.#bags.get(state, value);
    switch (this.#kinds.a(kind)) {
      case ENQUEUE:
        return this.#bags.with(state, value, count + 1);
      case DEQUEUE:
        return count === 0 ? IMPOSSIBLE : this.#bags.with(state, value, count - 1);
    }
    return state === EMPTY ? state : IMPOSSIBLE;
  }

  get bytes(): number {
    return this.#bags.bytes;
  }

  describe(state: number): string {
    const elements = this.#bags
      .elementsOf(state)
      .flatMap((count, value) => Array<string>(count).fill(this.#values.show(value)));
    if (elements.length === 0) return "the queue is empty";
    return `the queue holds ${elements.join(", ")} (in any order)`;
  }
}

const foundEmpty = ({ f, outcome }: Operation): boolean =>
  f === "dequeue" && (outcome.type === "fail" || (outcome.type === "ok" && outcome.value === null));

export const unorderedQueue: Model = {
  name: "unordered-queue",
  functions: ["enqueue", "dequeue"],
  initial: [],
  create: (initial) => new UnorderedQueue(initial),
};
