// Where the columns of a check live. Long ones are shared memory, not to share them: the engine counts other buffers, and
// marks the whole history anew for every 64 MB of them, which took two thirds of a check of a million transactions.

/** Shorter columns are ordinary arrays: they cost no collection, and many small checks leave nothing behind. */
const SHARED_BYTES = 1 << 20;

/** Integers of 32 bits, all 0. */
export const ints = (length: number): Int32Array =>
  length * 4 < SHARED_BYTES
    ? new Int32Array(length)
    : new Int32Array(new SharedArrayBuffer(length * 4));

/** Small integers, all 0. */
export const bytes = (length: number): Uint8Array =>
  length < SHARED_BYTES ? new Uint8Array(length) : new Uint8Array(new SharedArrayBuffer(length));

/** A copy of `column` with room for `length`, the rest 0. */
export function copied(column: Int32Array, length = column.length): Int32Array {
  const out = ints(length);
  out.set(column);
  return out;
}
