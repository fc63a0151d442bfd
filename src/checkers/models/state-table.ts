// Hash-consed states for models whose state is a structure: equal structures get one integer, and a transition is
// computed once. The idea is Knossos's model memoization (model/memo.clj), made lazy.
import { IMPOSSIBLE } from "./model.ts";
import { TransitionTable } from "./transition-table.ts";

/** How a model with states `S` and effects `E` works on structures. All three are pure. */
export interface Rules<S, E> {
  readonly stateKey: (state: S) => string;
  readonly effectKey: (effect: E) => string;
  /** The state after, or null when the effect cannot happen in this state. */
  readonly apply: (state: S, effect: E) => S | null;
}

/** States and effects as integers, with a table of transitions between them. */
export class StateTable<S, E> {
  readonly start = 0;
  readonly #rules: Rules<S, E>;
  readonly #states: S[] = [];
  readonly #stateIds = new Map<string, number>();
  readonly #effects: E[] = [];
  readonly #effectIds = new Map<string, number>();
  readonly #transitions = new TransitionTable();

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
    const known = this.#transitions.get(state, kind);
    if (known !== undefined) return known;
    const next = this.#rules.apply(this.#states[state] as S, this.#effects[kind] as E);
    const after = next === null ? IMPOSSIBLE : this.#intern(next);
    this.#transitions.set(state, kind, after);
    return after;
  }

  #intern(state: S): number {
    const key = this.#rules.stateKey(state);
    const known = this.#stateIds.get(key);
    if (known !== undefined) return known;
    this.#stateIds.set(key, this.#states.length);
    return this.#states.push(state) - 1;
  }
}
