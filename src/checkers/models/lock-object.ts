// The object behind the locks that know their owner: who holds it, how often, and the fencing tokens it gave. The owner is the
// operation's value, or the process where it has none.
import { HarnessError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, IMPOSSIBLE, looks, type Meaning, type ModelObject } from "./model.ts";
import { RowTable } from "./row-table.ts";
import { ValueTable } from "./value-table.ts";

export interface LockRules {
  /** The owner may acquire it again; it is free after as many releases. */
  readonly reentrant: boolean;
  /**
   * What an acquire gives is a token, greater than all before; to acquire it again gives the same. Null: the client was not told.
   */
  readonly fenced: boolean;
}

const ACQUIRE = 0;
const RELEASE = 1;
const FOUND_HELD = 2; // by whom it could not acquire it from
const FOUND_FOREIGN = 3; // or free: not the owner's to release

const NOBODY = 0;
/** The token of those who were told none. */
const UNTOLD = 0;

export class LockObject implements ModelObject {
  readonly start: number;
  readonly initialFacts: ReadonlySet<number> = new Set();
  readonly #rules: LockRules;
  readonly #owners = new ValueTable();
  /** Tokens by id; smaller than all others is what there was before. */
  readonly #tokens: number[] = [-Infinity];
  readonly #tokenIds = new Map<number, number>();
  /** Rows of (what, owner, token). Owners are value ids, one too high. */
  readonly #kinds = new RowTable();
  /** Rows of (owner, twice the number of holds, and one if the token of the hold was told, last token told). */
  readonly #states = new RowTable();

  /** `initial` is who holds it at first; null for nobody. */
  constructor(initial: Json, rules: LockRules) {
    this.#rules = rules;
    this.start = initial === null ? 0 : this.#states.idOf(this.#ownerOf(initial), 2, UNTOLD);
  }

  // No facts: every acquire and release counts for those after it.
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[] {
    return ops.map((op) => {
      const { f, outcome } = op;
      if (f !== "acquire" && f !== "release") return null;
      const owner = this.#ownerOf(op.input ?? op.process);
      if (outcome.type === "fail")
        return looks(this.#kinds.idOf(f === "acquire" ? FOUND_HELD : FOUND_FOREIGN, owner));
      if (f === "release") return changes([this.#kinds.idOf(RELEASE, owner)]);
      const token = outcome.type === "ok" ? this.#tokenOf(outcome.value) : UNTOLD;
      return changes([this.#kinds.idOf(ACQUIRE, owner, token)]);
    });
  }

  #ownerOf(name: unknown): number {
    return this.#owners.idOf(name) + 1;
  }

  #tokenOf(value: unknown): number {
    if (!this.#rules.fenced || value === null || value === undefined) return UNTOLD;
    if (typeof value !== "number")
      throw new HarnessError("usage", `a fencing token is a number, not ${JSON.stringify(value)}`);
    const known = this.#tokenIds.get(value);
    if (known !== undefined) return known;
    this.#tokenIds.set(value, this.#tokens.length);
    return this.#tokens.push(value) - 1;
  }

  step(state: number, kind: number): number {
    const owner = this.#kinds.b(kind);
    const holder = this.#states.a(state);
    const canAcquire = holder === NOBODY || (this.#rules.reentrant && holder === owner);
    switch (this.#kinds.a(kind)) {
      case ACQUIRE:
        return canAcquire ? this.#acquired(state, owner, this.#kinds.c(kind)) : IMPOSSIBLE;
      case RELEASE:
        return holder === owner ? this.#released(state) : IMPOSSIBLE;
      case FOUND_HELD:
        return canAcquire ? IMPOSSIBLE : state;
      default:
        return holder === owner ? IMPOSSIBLE : state;
    }
  }

  #acquired(state: number, owner: number, token: number): number {
    const holds = this.#states.b(state);
    const last = this.#states.c(state);
    if (token === UNTOLD) return this.#states.idOf(owner, holds + 2, last);
    const isTold = (holds & 1) === 1;
    if (isTold ? token !== last : !this.#isGreater(token, last)) return IMPOSSIBLE;
    return this.#states.idOf(owner, (holds + 2) | 1, token);
  }

  #released(state: number): number {
    const holds = this.#states.b(state) - 2;
    const last = this.#states.c(state);
    return holds < 2
      ? this.#states.idOf(NOBODY, 0, last)
      : this.#states.idOf(this.#states.a(state), holds, last);
  }

  #isGreater(token: number, other: number): boolean {
    return (this.#tokens[token] as number) > (this.#tokens[other] as number);
  }

  get bytes(): number {
    return this.#states.bytes;
  }

  describe(state: number): string {
    const owner = this.#states.a(state);
    const holds = this.#states.b(state) >> 1;
    const last = this.#states.c(state);
    const held =
      owner === NOBODY
        ? "the lock is free"
        : `the lock is held by ${this.#owners.show(owner - 1)}${holds > 1 ? ` (${String(holds)} times)` : ""}`;
    return last === UNTOLD ? held : `${held}, the last token is ${String(this.#tokens[last])}`;
  }
}
