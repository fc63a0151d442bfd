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
    const takes = this.#lost(ops).map((value) => this.#kinds.idOf(DEQUEUE, value));
    return ops.map((op) => {
      if (op.f === "enqueue")
        return op.outcome.type === "fail" ? null : changes([this.#kind(ENQUEUE, op.input)]);
      if (op.f !== "dequeue") return null;
      if (foundEmpty(op)) return looks(this.#kinds.idOf(FIND_EMPTY));
      if (op.outcome.type === "ok") return changes([this.#kind(DEQUEUE, op.outcome.value)]);
      return takes.length === 0 ? null : changes(takes);
    });
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
    for (const { f, input, outcome } of ops) {
      if (f === "enqueue" && outcome.type !== "fail") count(this.#values.idOf(input), 1);
      if (f === "dequeue" && outcome.type === "ok" && outcome.value !== null)
        count(this.#values.idOf(outcome.value), -1);
    }
    return [...surplus].filter(([, left]) => left > 0).map(([value]) => value);
  }

  #kind(what: number, value: unknown): number {
    return this.#kinds.idOf(what, this.#values.idOf(value));
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
