// The object behind set and g-set: elements that are in or not.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { BraunTrees } from "./braun-tree.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const ADD = 0;
const REMOVE = 1;
const CONTAINS = 2;
const READ = 3; // of a whole state
const VERBS: Readonly<Partial<Record<string, number>>> = {
  add: ADD,
  remove: REMOVE,
  contains: CONTAINS,
};

const ABSENT = 0;
const THERE = 1;
const EITHER = 2;

export class SetObject implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number>;
  readonly #elements = new ValueTable();
  /** Rows of (what, element id, whether it has to be there before), or of (READ, state). */
  readonly #kinds = new RowTable();
  /** A state has, by element id, 1 where the element is in. */
  readonly #sets = new BraunTrees();

  constructor(initial: Json) {
    const members = this.#ids(initial);
    this.initialFacts = new Set(members);
    this.start = this.#sets.ofMembers(members);
  }

  #ids(elements: unknown): readonly number[] {
    const all = (elements ?? []) as readonly unknown[];
    return [...new Set(all.map((element) => this.#elements.idOf(element)))];
  }

  // A fact is "the element was added", by its id. Without removals, and without adds that tell what they found, a set only
  // grows: without the add of an element that nobody saw, every read sees what it saw before.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const grows = ops.every(({ f, outcome }) => f === "read" || (f === "add" && !tells(outcome)));
    return ops.map((op) => (op.f === "read" ? this.#read(op) : this.#one(op, grows)));
  }

  #read({ outcome }: Operation): Meaning | null {
    if (outcome.type !== "ok") return null;
    const members = this.#ids(outcome.value);
    return looks(this.#kinds.idOf(READ, this.#sets.ofMembers(members)), members);
  }

  #one({ f, input, outcome }: Operation, grows: boolean): Meaning | null {
    const verb = VERBS[f];
    if (outcome.type === "fail" || verb === undefined) return null;
    const element = this.#elements.idOf(input);
    const found = tells(outcome) ? outcome.value[1] : null;
    const before = found === null ? EITHER : found === (verb !== ADD) ? THERE : ABSENT;
    const kind = this.#kinds.idOf(verb, element, before);
    if (verb !== CONTAINS) return changes([kind], grows ? [element] : null);
    return before === EITHER ? null : looks(kind);
  }

  step(state: number, kind: number): number {
    const verb = this.#kinds.a(kind);
    const element = this.#kinds.b(kind);
    if (verb === READ) return state === element ? state : IMPOSSIBLE;
    const before = this.#kinds.c(kind);
    if (before !== EITHER && before !== this.#sets.get(state, element)) return IMPOSSIBLE;
    return verb === CONTAINS ? state : this.#sets.with(state, element, verb === ADD ? 1 : 0);
  }

  get bytes(): number {
    return this.#sets.bytes;
  }

  describe(state: number): string {
    const members = this.#sets
      .elementsOf(state)
      .flatMap((there, id) => (there === 1 ? [this.#elements.show(id)] : []));
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
