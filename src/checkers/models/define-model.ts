// Models of users: a sequential specification as a plain function on plain states becomes what the searches work on, integers.
import { HarnessError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import type { Fn, Operation, OpSpec } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { modelNamed } from "./models.ts";
import { RowTable } from "./row-table.ts";
import { stateKey } from "./state-key.ts";
import { TransitionTable } from "./transition-table.ts";
import { ValueTable } from "./value-table.ts";

/** An operation as a model sees it. `op.f === "read"` narrows `input` and `outcome`. */
export type ModelOp<S extends OpSpec = OpSpec> = {
  [F in Fn<S>]: {
    readonly f: F;
    readonly input: S[F]["input"];
    readonly outcome:
      | { readonly type: "ok"; readonly value: S[F]["output"] }
      /** It found its precondition false and changed nothing; `seen` where the system told what it found. */
      | { readonly type: "fail"; readonly seen?: unknown }
      /** Nobody knows what it gave. The question is what it does if it happens. */
      | { readonly type: "info" };
  };
}[Fn<S>];

/** A sequential specification: what one object does when operations come one after the other. */
export interface ModelDefinition<State, S extends OpSpec = OpSpec> {
  readonly name: string;
  /** The operations it knows; any other makes the verdict `unknown`. */
  readonly functions: readonly Fn<S>[];
  /** What an object holds at first. */
  readonly initial: State;
  /**
   * The state after the operation, or null where it cannot happen, or not with that outcome. It gives the same answer each time it is
   * asked, and changes nothing that it is handed.
   */
  readonly step: (state: State, op: ModelOp<S>) => State | null;
  /** Functions that never change the state: the search takes them first, which makes it faster. */
  readonly pure?: readonly Fn<S>[];
  /** The state in words, after "where … ends,": "the account holds 5". */
  readonly describe?: (state: State) => string;
  /** Needed where states are not plain JSON: text that two states share exactly where they are equal. */
  readonly key?: (state: State) => string;
}

/**
 * A model for `linearizable({ model })`. It is searched in this process, since functions cannot go to another thread. Throws `usage`
 * for the name of a model that there is.
 */
export function defineModel<State, S extends OpSpec = OpSpec>(
  definition: ModelDefinition<State, S>,
): Model {
  const { name, functions, initial } = definition;
  if (modelNamed(name) !== undefined)
    throw new HarnessError("usage", `there is a model "${name}" already`, {
      hint: "Give yours another name.",
    });
  return {
    name,
    functions,
    initial: initial as Json,
    create: (start) => new DefinedObject(definition, start as State),
  };
}

const OK = 0;
const FAIL = 1;
const SEEN = 2;
const INFO = 3;

/** Of a state: its places in maps and arrays, and what each character of its key stands for, which may be a member of an object. */
const BYTES_PER_STATE = 200;
const BYTES_PER_CHARACTER = 8;

class DefinedObject<State, S extends OpSpec> implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #definition: ModelDefinition<State, S>;
  readonly #values = new ValueTable();
  /** Rows of (function, input, (output or what was seen) × 4 + how it ended). */
  readonly #kinds = new RowTable();
  readonly #ops: ModelOp<S>[] = [];
  readonly #states: State[] = [];
  readonly #stateIds = new Map<string, number>();
  /** Characters of all keys. */
  #keyLength = 0;
  readonly #transitions = new TransitionTable();

  constructor(definition: ModelDefinition<State, S>, start: State) {
    this.#definition = definition;
    this.start = this.#idOf(start);
  }

  // No facts: nothing is known of what rests on what.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    const { pure } = this.#definition;
    return ops.map((op) => {
      const isPure = op.outcome.type === "fail" || pure?.includes(op.f) === true;
      return isPure ? looks(this.#kindOf(op)) : changes([this.#kindOf(op)]);
    });
  }

  #kindOf({ f, input, outcome }: Operation): number {
    const [ending, told] = endingOf(outcome);
    const values = this.#values;
    const kind = this.#kinds.idOf(
      values.idOf(f) + 1,
      values.idOf(input),
      values.idOf(told) * 4 + ending,
    );
    this.#ops[kind] ??= { f, input, outcome: plainOutcome(outcome) } as unknown as ModelOp<S>;
    return kind;
  }

  step(state: number, kind: number): number {
    const known = this.#transitions.get(state, kind);
    if (known !== undefined) return known;
    const op = this.#ops[kind] as ModelOp<S>;
    const after = this.#definition.step(this.#states[state] as State, op) as
      State | null | undefined;
    const { name } = this.#definition;
    if (after === undefined)
      throw new HarnessError("usage", `the model ${name} gave no state after ${op.f}`, {
        hint: "`step` gives the state after, or null where the operation cannot happen.",
      });
    const id = after === null ? IMPOSSIBLE : this.#idOf(after);
    if (id !== IMPOSSIBLE && id !== state && this.#isPure(op))
      throw new HarnessError(
        "usage",
        `the model ${name} changed its state in a ${op.f} that changes none`,
        {
          hint: "An operation that failed, and one whose function is listed in `pure`, leaves the state as it is.",
        },
      );
    this.#transitions.set(state, kind, id);
    return id;
  }

  #isPure({ f, outcome }: ModelOp<S>): boolean {
    return outcome.type === "fail" || this.#definition.pure?.includes(f) === true;
  }

  #idOf(state: State): number {
    const key = this.#definition.key?.(state) ?? stateKey(state, this.#definition.name);
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    this.#stateIds.set(key, this.#states.length);
    this.#keyLength += key.length;
    return this.#states.push(state) - 1;
  }

  /** An estimate: the state itself takes a few times what its key does. */
  get bytes(): number {
    const states = this.#states.length * BYTES_PER_STATE + this.#keyLength * BYTES_PER_CHARACTER;
    return states + this.#transitions.bytes;
  }

  describe(state: number): string {
    const { describe, key, name } = this.#definition;
    const value = this.#states[state] as State;
    return describe?.(value) ?? `the state is ${key?.(value) ?? stateKey(value, name)}`;
  }
}

function endingOf(outcome: Operation["outcome"]): readonly [ending: number, told: unknown] {
  if (outcome.type === "ok") return [OK, outcome.value];
  if (outcome.type === "info") return [INFO, null];
  return "seen" in outcome.error ? [SEEN, outcome.error.seen] : [FAIL, null];
}

/** Without the words of errors, which differ among operations that are alike. */
function plainOutcome(outcome: Operation["outcome"]): ModelOp["outcome"] {
  if (outcome.type !== "fail") return outcome.type === "ok" ? outcome : { type: "info" };
  return "seen" in outcome.error ? { type: "fail", seen: outcome.error.seen } : { type: "fail" };
}
