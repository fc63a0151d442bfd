// Hash-consed states for models whose state is a structure: equal structures get one integer, and a transition is
// computed once. The idea is Knossos's model memoization (model/memo.clj), made lazy.
import { IMPOSSIBLE } from "./model.ts";

/** How a model with states `S` and effects `E` works on structures. All three are pure. */
export interface Rules<S, E> {
  readonly stateKey: (state: S) => string;
  readonly effectKey: (effect: E) => string;
  /** The state after, or null when the effect cannot happen in this state. */
  readonly apply: (state: S, effect: E) => S | null;
}

const NOT_YET = -2;
/** Kinds per transition row; a row is made when its state is first left. */
const FIRST_ROW = 16;

/** States and effects as integers, with a table of transitions between them. */
export class StateTable<S, E> {
  readonly start = 0;
  readonly #rules: Rules<S, E>;
  readonly #states: S[] = [];
  readonly #stateIds = new Map<string, number>();
  readonly #effects: E[] = [];
  readonly #effectIds = new Map<string, number>();
  readonly #rows: Int32Array[] = [];

  constructor(initial: S, rules: Rules<S, E>) {
    this.#rules = rules;
    this.#intern(initial);
  }

  stateOf(id: number): S {
    return this.#states[id] as S;
  }

  kindOf(effect: E): number {
    const key = this.#rules.effectKey(effect);
    const known = this.#effectIds.get(key);
    if (known !== undefined) return known;
    this.#effectIds.set(key, this.#effects.length);
    return this.#effects.push(effect) - 1;
  }

  step(state: number, kind: number): number {
    let row = this.#rows[state] as Int32Array;
    if (kind >= row.length) row = this.#widen(state, kind);
    const known = row[kind] as number;
    if (known !== NOT_YET) return known;
    const after = this.#rules.apply(this.#states[state] as S, this.#effects[kind] as E);
    return (row[kind] = after === null ? IMPOSSIBLE : this.#intern(after));
  }

  #intern(state: S): number {
    const key = this.#rules.stateKey(state);
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    this.#stateIds.set(key, this.#states.length);
    this.#rows.push(new Int32Array(0));
    return this.#states.push(state) - 1;
  }

  #widen(state: number, kind: number): Int32Array {
    const old = this.#rows[state] as Int32Array;
    const row = new Int32Array(Math.max(FIRST_ROW, old.length * 2, kind + 1)).fill(NOT_YET);
    row.set(old);
    this.#rows[state] = row;
    return row;
  }
}
