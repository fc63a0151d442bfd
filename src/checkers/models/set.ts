// A set: `add`, `remove` and `contains` of one element, `read` of all of them. What the first three found (was it new, was it
// there) is checked where the outcome tells: a value [element, boolean].
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { StateTable } from "./state-table.ts";
import { ValueTable } from "./value-table.ts";

/** Element ids, sorted. */
type Members = readonly number[];
type Effect =
  | {
      readonly do: "add" | "remove" | "contains";
      readonly element: number;
      /** Whether it has to be there before; null where nothing tells. */
      readonly there: boolean | null;
    }
  | { readonly do: "read"; readonly all: Members };

function apply(members: Members, effect: Effect): Members | null {
  if (effect.do === "read") return String(members) === String(effect.all) ? members : null;
  const at = members.indexOf(effect.element);
  if (effect.there !== null && effect.there !== at >= 0) return null;
  if (effect.do === "add") return at < 0 ? sorted([...members, effect.element]) : members;
  return effect.do === "remove" && at >= 0 ? members.toSpliced(at, 1) : members;
}

const sorted = (ids: readonly number[]): Members => [...new Set(ids)].sort((a, b) => a - b);

class SetObject implements ModelObject {
  readonly start = 0;
  readonly initialFacts: ReadonlySet<number>;
  readonly #elements = new ValueTable();
  readonly #table: StateTable<Members, Effect>;

  constructor(initial: Json) {
    const start = this.#ids(initial);
    this.initialFacts = new Set(start);
    this.#table = new StateTable<Members, Effect>(start, {
      stateKey: String,
      effectKey: (effect) =>
        effect.do === "read"
          ? `read ${String(effect.all)}`
          : `${effect.do} ${String(effect.element)} ${String(effect.there)}`,
      apply,
    });
  }

  #ids(elements: unknown): Members {
    return sorted(((elements ?? []) as readonly unknown[]).map((e) => this.#elements.idOf(e)));
  }

  // A fact is "the element was added", by its id. Without removals, and without adds that tell what they found, a set only
  // grows: without the add of an element that nobody saw, every read sees what it saw before.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const grows = ops.every(({ f, outcome }) => f === "read" || (f === "add" && !tells(outcome)));
    return ops.map((op) => (op.f === "read" ? this.#read(op) : this.#one(op, grows)));
  }

  #read({ outcome }: Operation): Meaning | null {
    if (outcome.type !== "ok") return null;
    const all = this.#ids(outcome.value);
    return looks(this.#table.kindOf({ do: "read", all }), all);
  }

  #one({ f, input, outcome }: Operation, grows: boolean): Meaning | null {
    if (outcome.type === "fail" || (f !== "add" && f !== "remove" && f !== "contains")) return null;
    const element = this.#elements.idOf(input);
    const found = tells(outcome) ? outcome.value[1] : null;
    const there = found !== null && f === "add" ? !found : found;
    if (f !== "contains")
      return changes([this.#table.kindOf({ do: f, element, there })], grows ? [element] : null);
    return there === null ? null : looks(this.#table.kindOf({ do: f, element, there }));
  }

  step(state: number, kind: number): number {
    return this.#table.step(state, kind);
  }

  describe(state: number): string {
    const members = this.#table.stateOf(state).map((id) => this.#elements.show(id));
    return members.length === 0 ? "the set is empty" : `the set is {${members.join(", ")}}`;
  }
}

/** Whether the outcome says what the operation found. */
function tells(
  outcome: Operation["outcome"],
): outcome is { readonly type: "ok"; readonly value: readonly [unknown, boolean] } {
  if (outcome.type !== "ok" || !Array.isArray(outcome.value)) return false;
  return outcome.value.length === 2 && typeof outcome.value[1] === "boolean";
}

export const set: Model = {
  name: "set",
  functions: ["add", "remove", "contains", "read"],
  initial: [],
  create: (initial) => new SetObject(initial),
};
