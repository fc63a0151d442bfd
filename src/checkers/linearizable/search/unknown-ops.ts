// The operations of unknown outcome in a search: how many of each family are linearized, and which can go next.
import { IMPOSSIBLE, type ModelObject } from "../../models/model.ts";
import type { Family, Problem } from "./problem.ts";

/**
 * A *choice* is a family with one of its kinds. Reductions, all exact (see `Search`):
 * - of a family only the operation called first that is left is a candidate: which of them goes makes no difference;
 * - one that changes nothing never goes: a completion without it is shorter;
 * - one goes only where an operation that could be next tells the state after it from the state before (`Search#isOfUse`).
 *   Otherwise what comes right after it in a completion leads to the same state without it, so that a shorter completion
 *   does without. Operations called later cannot be next: the pending one whose return is first stands before them.
 */
export class UnknownOps {
  readonly families: Problem["families"];
  /** Per family, how many are linearized. */
  readonly used: Int32Array;
  readonly choices: number;
  /** Operations in all families. */
  readonly count: number;
  readonly #object: ModelObject;
  readonly #family: readonly number[];
  readonly #kind: readonly number[];

  constructor(object: ModelObject, families: readonly Family[]) {
    this.#object = object;
    this.families = families;
    this.used = new Int32Array(families.length);
    this.#family = families.flatMap(({ kinds }, family) => kinds.map(() => family));
    this.#kind = families.flatMap(({ kinds }) => kinds);
    this.choices = this.#kind.length;
    this.count = families.reduce((sum, { ops }) => sum + ops.length, 0);
  }

  /** The state after a choice; `IMPOSSIBLE` also where it would change nothing or its family has none left that was called. */
  after(choice: number, state: number, firstReturn: number): number {
    const family = this.#family[choice] as number;
    const call = this.families[family]?.calls[this.used[family] as number];
    if (call === undefined || call > firstReturn) return IMPOSSIBLE;
    const after = this.#object.step(state, this.#kind[choice] as number);
    return after === state ? IMPOSSIBLE : after;
  }

  /** Whether one of these could go after `after` that would lead elsewhere, or nowhere, from `before`. */
  tells(after: number, before: number, firstReturn: number): boolean {
    for (let choice = 0; choice < this.choices; choice++) {
      const then = this.after(choice, after, firstReturn);
      if (then === IMPOSSIBLE) continue;
      if (then !== this.#object.step(before, this.#kind[choice] as number)) return true;
    }
    return false;
  }

  use(choice: number): void {
    const family = this.#family[choice] as number;
    this.used[family] = (this.used[family] as number) + 1;
  }

  giveBack(choice: number): void {
    const family = this.#family[choice] as number;
    this.used[family] = (this.used[family] as number) - 1;
  }

  /** Positions (in the list of operations) of those that are linearized. */
  positions(): readonly number[] {
    return this.families.flatMap(({ ops }, family) => ops.slice(0, this.used[family]));
  }
}
