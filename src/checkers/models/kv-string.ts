// A key-value store of strings, one string per key: `get`, `put`, and `append` to the end. A new key holds "".
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { PrefixTrie, ROOT } from "./prefix-trie.ts";
import { RowTable } from "./row-table.ts";
import { TransitionTable } from "./transition-table.ts";
import { ValueTable, showValue } from "./value-table.ts";

const GET = 0; // a state
const PUT = 1; // a text id
const APPEND = 2; // a text id

class KvString implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #texts = new ValueTable();
  readonly #kinds = new RowTable();
  /** Texts as sequences of UTF-16 units. */
  readonly #strings: PrefixTrie;
  readonly #steps = new TransitionTable();
  /** The longest text read so far, whose node need not be looked for again when the next begins with it. */
  #read = "";
  #readNode = ROOT;

  constructor(initial: Json, keepsUnread: boolean) {
    this.#strings = new PrefixTrie(keepsUnread);
    this.start = this.#strings.insert(unitsOf(textOf(initial)));
  }

  // No facts: what an append leaves depends on what it finds.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map(({ f, input, outcome }) => {
      if (outcome.type === "fail") return null;
      if (f === "get")
        return outcome.type === "ok"
          ? looks(this.#kinds.idOf(GET, this.#insert(textOf(outcome.value))))
          : null;
      if (f !== "put" && f !== "append") return null;
      const text = this.#texts.idOf(textOf(input));
      return changes([this.#kinds.idOf(f === "put" ? PUT : APPEND, text)]);
    });
  }

  #insert(text: string): number {
    const isLonger = text.startsWith(this.#read);
    const added = isLonger ? text.slice(this.#read.length) : text;
    const node = this.#strings.insert(unitsOf(added), isLonger ? this.#readNode : ROOT);
    if (isLonger) {
      this.#read = text;
      this.#readNode = node;
    }
    return node;
  }

  step(state: number, kind: number): number {
    const argument = this.#kinds.b(kind);
    if (this.#kinds.a(kind) === GET) return state === argument ? state : IMPOSSIBLE;
    const from = this.#kinds.a(kind) === PUT ? ROOT : state;
    const known = this.#steps.get(from, argument);
    if (known !== undefined) return known;
    let after = from;
    for (const unit of unitsOf(this.#texts.valueOf(argument) as string))
      after = this.#strings.after(after, unit);
    this.#steps.set(from, argument, after);
    return after;
  }

  overwrites(kind: number): boolean {
    return this.#kinds.a(kind) === PUT;
  }

  get bytes(): number {
    return this.#strings.bytes + this.#steps.bytes;
  }

  describe(state: number): string {
    const units = this.#strings.sequenceOf(state);
    if (units === null) return "the value is none that anybody read";
    return `the value is ${showValue(units.map((unit) => String.fromCharCode(unit)).join(""))}`;
  }
}

function* unitsOf(text: string): Iterable<number> {
  for (let i = 0; i < text.length; i++) yield text.charCodeAt(i);
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : showValue(value ?? "");

export const kvString: Model = {
  name: "kv-string",
  functions: ["get", "put", "append"],
  initial: "",
  create: (initial, { describes = false } = {}) => new KvString(initial, describes),
};
