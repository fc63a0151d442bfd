// A list that only grows at its end: `append` an element, `read` the whole list. A read of null is one of the empty list.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { PrefixTrie } from "./prefix-trie.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

const APPEND = 0; // of an element id
const READ = 1; // of a whole state

class AppendList implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number>;
  readonly #elements = new ValueTable();
  /** Rows of (what, argument). */
  readonly #kinds = new RowTable();
  readonly #lists: PrefixTrie;

  constructor(initial: Json, keepsUnread: boolean) {
    this.#lists = new PrefixTrie(keepsUnread);
    const elements = this.#ids(initial);
    this.initialFacts = new Set(elements);
    this.start = this.#lists.insert(elements);
  }

  #ids(list: unknown): readonly number[] {
    return ((list ?? []) as readonly unknown[]).map((element) => this.#elements.idOf(element));
  }

  // A fact is "the element was appended", by its id: a list keeps what was appended, so a read needs all that it saw; and without
  // an append whose element no read saw, which stands after all reads, nothing else changes.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map(({ f, input, outcome }) => {
      if (f === "append" && outcome.type !== "fail") {
        const element = this.#elements.idOf(input);
        return changes([this.#kinds.idOf(APPEND, element)], [element]);
      }
      if (f !== "read" || outcome.type !== "ok") return null;
      const elements = this.#ids(outcome.value);
      return looks(this.#kinds.idOf(READ, this.#lists.insert(elements)), [...new Set(elements)]);
    });
  }

  step(state: number, kind: number): number {
    const argument = this.#kinds.b(kind);
    if (this.#kinds.a(kind) === APPEND) return this.#lists.after(state, argument);
    return state === argument ? state : IMPOSSIBLE;
  }

  get bytes(): number {
    return this.#lists.bytes;
  }

  describe(state: number): string {
    const list = this.#lists.sequenceOf(state);
    if (list === null) return "the list is none that anybody read";
    return `the list is [${list.map((element) => this.#elements.show(element)).join(",")}]`;
  }
}

export const appendList: Model = {
  name: "append-list",
  functions: ["append", "read"],
  initial: [],
  create: (initial, { describes = false } = {}) => new AppendList(initial, describes),
};
