// Assertions stay on: a broken invariant of the harness must never become a verdict.
import { HarnessError } from "./errors.ts";

/** Throws `internal` with `message` unless `condition` holds. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new HarnessError("internal", `assertion failed: ${message}`);
}

/** The element at `index`, which must be there. */
export function elementAt<T>(list: ArrayLike<T>, index: number): T {
  if (!(index >= 0 && index < list.length)) {
    throw new HarnessError(
      "internal",
      `assertion failed: index ${String(index)} of ${String(list.length)}`,
    );
  }
  return list[index] as T;
}

/** Makes the compiler prove that a union is exhausted. */
export function unreachable(value: never): never {
  throw new HarnessError("internal", `assertion failed: unexpected ${JSON.stringify(value)}`);
}
