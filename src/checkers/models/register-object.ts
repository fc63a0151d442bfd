// The object behind register, cas-register and kv: one value, read, written and compared-and-set under whatever names.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type ModelObject } from "./model.ts";
import { ValueTable } from "./value-table.ts";

/** What a function of a history does to a register. */
export type RegisterFunction = "read" | "write" | "cas";

const READ = 0; // a is the value seen
const WRITE = 1; // a is the value written
const CAS = 2; // from a to b
const REFUTED = 3; // a cas from a that found something else
const SEEN = 4; // a cas from a that found b
type What = typeof READ | typeof WRITE | typeof CAS | typeof REFUTED | typeof SEEN;

/** Kinds are rows of (what, a, b); `MAX_VALUES` keeps their key an exact double. */
const MAX_VALUES = 2 ** 24;

function madeMeaning(kind: number, what: What, a: number, b: number): Meaning {
  switch (what) {
    case READ:
      return looks(kind, [a]);
    case WRITE:
      return changes([kind], [a]);
    case CAS:
      return changes([kind], [b], [a]);
    case REFUTED:
      return looks(kind, [], [a]);
    case SEEN:
      return looks(kind, [b]);
  }
}

class RegisterObject implements ModelObject {
  readonly start = 0;
  readonly initialFacts = new Set([0]);
  readonly #functions: Readonly<Partial<Record<string, RegisterFunction>>>;
  readonly #values = new ValueTable();
  readonly #kinds = new Map<number, number>();
  readonly #what: What[] = [];
  readonly #a: number[] = [];
  readonly #b: number[] = [];
  /** Per kind: operations of one kind mean the same. */
  readonly #meanings: Meaning[] = [];

  constructor(functions: Readonly<Partial<Record<string, RegisterFunction>>>, initial: Json) {
    this.#functions = functions;
    this.#values.idOf(initial);
  }

  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map((op) => this.#meaningOf(op));
  }

  // A fact is "the register was set to v", by v's id. Its promises: a value is current from the mutator that sets it to
  // the next, so one who sees v stands after a setter of v; and when a setter of v goes, only those between it and the next
  // mutator could notice: they saw v (they need the fact) or saw that the value before it was gone (they refute).
  #meaningOf(op: Operation): Meaning | null {
    const { outcome } = op;
    const what = this.#functions[op.f];
    if (what === "cas") return this.#cas(op);
    if (what === "read" && outcome.type === "ok") return this.#read(outcome.value);
    return what === "write" && outcome.type !== "fail" ? this.#write(op.input) : null;
  }

  #read(seen: unknown): Meaning {
    return this.#meaning(READ, this.#values.idOf(seen), 0);
  }

  #write(written: unknown): Meaning {
    return this.#meaning(WRITE, this.#values.idOf(written), 0);
  }

  #cas(op: Operation): Meaning {
    const [expected, next] = op.input as readonly [unknown, unknown];
    const from = this.#values.idOf(expected);
    const { outcome } = op;
    if (outcome.type !== "fail") return this.#meaning(CAS, from, this.#values.idOf(next));
    if (!("seen" in outcome.error)) return this.#meaning(REFUTED, from, 0);
    return this.#meaning(SEEN, from, this.#values.idOf(outcome.error.seen));
  }

  #meaning(what: What, a: number, b: number): Meaning {
    const key = (what * MAX_VALUES + a) * MAX_VALUES + b;
    const known = this.#kinds.get(key);
    if (known !== undefined) return this.#meanings[known] as Meaning;
    const kind = this.#what.push(what) - 1;
    this.#kinds.set(key, kind);
    this.#a.push(a);
    this.#b.push(b);
    return (this.#meanings[kind] = madeMeaning(kind, what, a, b));
  }

  step(state: number, kind: number): number {
    const a = this.#a[kind] as number;
    const b = this.#b[kind] as number;
    switch (this.#what[kind] as What) {
      case READ:
        return state === a ? state : IMPOSSIBLE;
      case WRITE:
        return a;
      case CAS:
        return state === a ? b : IMPOSSIBLE;
      case REFUTED:
        return state === a ? IMPOSSIBLE : state;
      case SEEN: // what failed on a cannot have found a
        return state === b && state !== a ? state : IMPOSSIBLE;
    }
  }

  overwrites(kind: number): boolean {
    return this.#what[kind] === WRITE;
  }

  describe(state: number): string {
    return `the register holds ${this.#values.show(state)}`;
  }
}

/** A register whose functions have these names. */
export const registerObject = (
  functions: Readonly<Record<string, RegisterFunction>>,
  initial: Json,
): ModelObject => new RegisterObject(functions, initial);
