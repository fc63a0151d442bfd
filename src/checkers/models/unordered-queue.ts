// A queue without order: `enqueue` puts an element in, `dequeue` takes any one out. A dequeue of null found it empty.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { StateTable } from "./state-table.ts";
import { ValueTable } from "./value-table.ts";

/** Value ids, sorted; one that is in twice stands twice. */
type Bag = readonly number[];
type Effect =
  { readonly do: "enqueue" | "dequeue"; readonly value: number } | { readonly do: "find empty" };

function apply(bag: Bag, effect: Effect): Bag | null {
  if (effect.do === "find empty") return bag.length === 0 ? bag : null;
  if (effect.do === "enqueue") return [...bag, effect.value].sort((a, b) => a - b);
  const at = bag.indexOf(effect.value);
  return at < 0 ? null : bag.toSpliced(at, 1);
}

class UnorderedQueue implements ModelObject {
  readonly start = 0;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #values = new ValueTable();
  readonly #initial: Bag;
  readonly #table: StateTable<Bag, Effect>;

  constructor(initial: Json) {
    const elements = (initial ?? []) as readonly Json[];
    this.#initial = elements.map((value) => this.#values.idOf(value)).sort((a, b) => a - b);
    this.#table = new StateTable<Bag, Effect>(this.#initial, {
      stateKey: (bag) => bag.join(","),
      effectKey: (effect) =>
        "value" in effect ? `${effect.do} ${String(effect.value)}` : effect.do,
      apply,
    });
  }

  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const takes = this.#lost(ops).map((value) => this.#table.kindOf({ do: "dequeue", value }));
    return ops.map((op) => {
      if (op.f === "enqueue")
        return op.outcome.type === "fail" ? null : changes([this.#kind("enqueue", op.input)]);
      if (op.f !== "dequeue") return null;
      if (foundEmpty(op)) return looks(this.#table.kindOf({ do: "find empty" }));
      if (op.outcome.type === "ok") return changes([this.#kind("dequeue", op.outcome.value)]);
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

  #kind(what: "enqueue" | "dequeue", value: unknown): number {
    return this.#table.kindOf({ do: what, value: this.#values.idOf(value) });
  }

  step(state: number, kind: number): number {
    return this.#table.step(state, kind);
  }

  describe(state: number): string {
    const bag = this.#table.stateOf(state);
    if (bag.length === 0) return "the queue is empty";
    return `the queue holds ${bag.map((value) => this.#values.show(value)).join(", ")} (in any order)`;
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
