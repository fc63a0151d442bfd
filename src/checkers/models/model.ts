// What a sequential model is to the searches: dense integers for states and for what operations do, and the facts
// that operations establish and need. Knows nothing of histories, threads or time.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";

/** `step` answers this when an operation cannot happen in a state. */
export const IMPOSSIBLE = -1;

/** A sequential specification by name: "register", "mutex", … */
export interface Model {
  readonly name: string;
  /** The functions it knows; any other makes the verdict `unknown`. */
  readonly functions: readonly string[];
  /** What an object holds at first when the options do not say. */
  readonly initial: Json;
  /** A fresh object with its own tables of states and kinds. */
  create(initial: Json, options?: ObjectOptions): ModelObject;
}

export interface ObjectOptions {
  /**
   * Its states are going to be described: none may stand for several that differ only in what nobody can see. The searches do
   * better without.
   */
  readonly describes?: boolean;
}

/**
 * What one operation means. A *fact* is an integer for something that an operation makes true and others rely on: "the
 * register was set to 5", "4 was added". Facts keep two promises, and all that preprocessing and shrinking leave out rests on them:
 * 1. in a legal sequence an operation that needs a fact stands after one that establishes it, unless it holds at first;
 * 2. a legal sequence stays legal without its pure operations, and without an operation that establishes only facts
 *    which none of the others needs, as long as no operation of the sequence refutes anything;
 * 3. where operations refute facts, two that have equal needs, and facts that nobody needs or refutes, can stand for each other.
 */
export interface Meaning {
  /** What it does to a state, for `step`. Several where its outcome is unknown and leaves a choice; never none. */
  readonly kinds: readonly number[];
  /** It changes no state, whatever its kind. */
  readonly pure: boolean;
  /** The facts it makes true; null where the model cannot say, which rules out reasoning by facts. */
  readonly establishes: readonly number[] | null;
  readonly needs: readonly number[];
  /** Facts whose value must not be the present one: what a failed cas without a seen value tells. */
  readonly refutes: readonly number[];
}

/** One object of a model and its tables. A state is an integer; equal states are equal integers. */
export interface ModelObject {
  readonly start: number;
  /** Facts that hold before any operation. */
  readonly initialFacts: ReadonlySet<number>;
  /**
   * The meanings of all operations of one object, in order; null for one that says nothing about it. Definite failures come only
   * where they are observations (code `precondition`).
   */
  interpret(ops: readonly Operation[]): readonly (Meaning | null)[];
  /** The state after, or `IMPOSSIBLE`. */
  step(state: number, kind: number): number;
  /** Whether operations of this kind can always happen and leave the same state whatever was before; none where it is left out. */
  overwrites?(kind: number): boolean;
  /** What its tables of states take; they grow as it is asked. 0 where it is left out. */
  readonly bytes?: number;
  /** The state in words: "the register holds 5". */
  describe(state: number): string;
}

const NO_FACTS: readonly number[] = [];

/** The meaning of an operation that only looks. */
export const looks = (
  kind: number,
  needs: readonly number[] = NO_FACTS,
  refutes: readonly number[] = NO_FACTS,
): Meaning => ({ kinds: [kind], pure: true, establishes: NO_FACTS, needs, refutes });

/** The meaning of an operation that changes the state. */
export const changes = (
  kinds: readonly number[],
  establishes: readonly number[] | null = null,
  needs: readonly number[] = NO_FACTS,
): Meaning => ({ kinds, pure: false, establishes, needs, refutes: NO_FACTS });
