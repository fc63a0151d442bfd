// Writes that nobody can observe any more: a search puts them right before the next write that overwrites them, with no alternative.
// Knows models by what they say overwrites.
import { IMPOSSIBLE } from "../../models/model.ts";
import { NEVER } from "../op-table.ts";
import type { LinearizedOps } from "./linearized-ops.ts";
import type { Problem } from "./problem.ts";

/** Looking for observers costs more than it saves where a write is open beside more operations than this. */
const MAX_WINDOW = 256;
/** Of a write whose observers were not looked for. */
const UNLOOKED = -1;
/** Of a write that may be observed by more than can be told. */
const TOO_MANY = -2;

/**
 * An *overwriting* operation can always go and leaves the same state whatever was before. A pending overwriting write w is
 * *dead* when no operation that is not linearized could come right after it and would notice: none but overwriting ones can
 * go in the state that w leaves. When an overwriting m goes, dead writes go right before it. Exact: take a completion that
 * begins with m. What comes right after w in it, if anything does, is overwriting, so w can leave its place; and right before
 * m it changes nothing that is seen. What can come right after w: an operation that ended after w was called, and was called before
 * any x had ended that was itself called after w had ended, since else x stands between them.
 */
export class DeadWrites {
  readonly #problem: Problem;
  readonly #families: Problem["families"];
  readonly #overwriting: Uint8Array;
  readonly #any: boolean;
  /** Per write: where its observers begin in `#observers`; their number comes first. */
  #at: Int32Array | null = null;
  /** Per operation: the first return among those called from it on. */
  #firstReturnFrom: Int32Array | null = null;
  readonly #observers: number[] = [];

  constructor(problem: Problem, families: Problem["families"]) {
    const { object, kind } = problem;
    this.#problem = problem;
    this.#families = families;
    this.#overwriting = new Uint8Array(kind.length);
    const overwrites = object.overwrites?.bind(object);
    this.#any = overwrites !== undefined;
    if (overwrites !== undefined)
      for (let op = 0; op < kind.length; op++)
        this.#overwriting[op] = Number(overwrites(kind[op] as number));
  }

  overwrites(op: number): boolean {
    return this.#any && this.#overwriting[op] === 1;
  }

  /** Whether a pending operation is a dead write. */
  isDead(op: number, done: LinearizedOps): boolean {
    // An operation from before the window may still be open.
    if (this.#overwriting[op] === 0 || done.base < op - MAX_WINDOW) return false;
    this.#at ??= new Int32Array(this.#overwriting.length).fill(UNLOOKED);
    if (this.#at[op] === UNLOOKED) this.#at[op] = this.#look(op);
    const at = this.#at[op] as number;
    if (at === TOO_MANY) return false;
    const end = at + (this.#observers[at] as number);
    for (let i = at + 1; i <= end; i++) if (!done.has(this.#observers[i] as number)) return false;
    return true;
  }

  #look(write: number): number {
    const { object, kind, call, ret } = this.#problem;
    const value = object.step(object.start, kind[write] as number);
    const horizon = this.#horizonOf(write);
    for (const { kinds, calls } of this.#families)
      if ((calls[0] as number) < horizon)
        for (const each of kinds)
          if (object.overwrites?.(each) !== true && object.step(value, each) !== IMPOSSIBLE)
            return TOO_MANY;
    const at = this.#observers.push(0) - 1;
    const from = Math.max(0, write - MAX_WINDOW);
    for (let op = from; op < kind.length && (call[op] as number) < horizon; op++) {
      if (op - from > 2 * MAX_WINDOW) return TOO_MANY;
      if (this.#overwriting[op] === 1 || (ret[op] as number) < (call[write] as number)) continue;
      if (object.step(value, kind[op] as number) !== IMPOSSIBLE) this.#observers.push(op);
    }
    this.#observers[at] = this.#observers.length - at - 1;
    return at;
  }

  /** The first return among operations called after this one has ended: nothing called later can come right after it. */
  #horizonOf(write: number): number {
    const { call, ret } = this.#problem;
    const firstReturn = (this.#firstReturnFrom ??= suffixMinimum(ret));
    const end = ret[write] as number;
    let low = write;
    for (let high = call.length; low < high;) {
      const middle = (low + high) >>> 1;
      if ((call[middle] as number) > end) high = middle;
      else low = middle + 1;
    }
    return firstReturn[low] as number;
  }
}

/** Per place the least number from there on; `NEVER` at the end. */
function suffixMinimum(numbers: Int32Array): Int32Array {
  const least = new Int32Array(numbers.length + 1).fill(NEVER);
  for (let i = numbers.length - 1; i >= 0; i--)
    least[i] = Math.min(numbers[i] as number, least[i + 1] as number);
  return least;
}
