// What a linear-time path is: it decides the objects of a history whose operations have a shape that makes that easy (distinct values,
// say), and leaves the others to the general search.
import type { Json } from "../../../core/json.ts";
import type { OpTable } from "../op-table.ts";

export const UNDECIDED = 0;
export const LINEARIZABLE = 1;
export const IMPOSSIBLE = 2;

export interface PathOptions {
  /** What every object holds at first. */
  readonly initial: Json;
  /** What a read of null means where objects hold something else at first: see `LinearizableOptions`. */
  readonly nullReads: "value" | "unknown";
}

export interface PathViolation {
  readonly object: number;
  /** The operations that no order explains, few as they may be; that they do not is verified before anybody sees them. */
  readonly rows: readonly number[];
  /**
   * What these rest on, and need not be shown: the adds of what a read saw, say. They belong to what no order explains: without them
   * it would fail for want of them.
   */
  readonly support?: readonly number[];
  /** One plain sentence. */
  readonly because: string;
}

export interface PathAnswer {
  /** `UNDECIDED`, `LINEARIZABLE` or `IMPOSSIBLE` per object. */
  readonly ending: Uint8Array;
  /** One per impossible object. */
  readonly violations: readonly PathViolation[];
}

export interface LinearPath {
  /** What the verdict names as having decided. */
  readonly name: string;
  /** Models by name. */
  readonly models: readonly string[];
  /** Exact where it decides; in (nearly) linear time and memory. */
  decide(table: OpTable, options: PathOptions): PathAnswer;
}
