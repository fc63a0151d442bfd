// The levels lemma: if every order of the operations that explains them must go up a known level at a time, and operations of one
// level can go in any order, then there is one exactly if no operation of a higher level returned before one of a lower level was called.

/** The level of an operation that takes no part. */
export const NO_LEVEL = -1;

/** Places in the arrays: `high` returned before `low`, of a lower level, was called. */
export interface Inversion {
  readonly low: number;
  readonly high: number;
}

/**
 * The first inversion by level, or null where there is none. Levels are 0 … `levels` - 1, one an operation or `NO_LEVEL`; `call` and `ret` are
 * ranks. O(operations + levels). Proof of the lemma: real time and levels together are acyclic unless some step of real time goes down; if the
 * levels alone have none, neither has any longer cycle, since real time is transitive.
 */
export function firstInversion(
  level: Int32Array,
  levels: number,
  call: Int32Array,
  ret: Int32Array,
): Inversion | null {
  const lastCall = new Int32Array(levels).fill(-1);
  const firstReturn = new Int32Array(levels).fill(-1);
  for (let i = 0; i < level.length; i++) {
    const at = level[i] as number;
    if (at === NO_LEVEL) continue;
    const [last, first] = [lastCall[at] as number, firstReturn[at] as number];
    if (last < 0 || (call[i] as number) > (call[last] as number)) lastCall[at] = i;
    if (first < 0 || (ret[i] as number) < (ret[first] as number)) firstReturn[at] = i;
  }
  let low = -1;
  for (let at = 0; at < levels; at++) {
    const high = firstReturn[at] as number;
    if (high < 0) continue;
    if (low >= 0 && (ret[high] as number) < (call[low] as number)) return { low, high };
    const last = lastCall[at] as number;
    if (low < 0 || (call[last] as number) > (call[low] as number)) low = last;
  }
  return null;
}
