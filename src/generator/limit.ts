// Ends a generator after a number of operations.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { around, NOTHING, wrapRest } from "./wrap.ts";

/** At most `count` operations of `generator`. */
export function limit<R extends AnyRequest>(count: number, generator: Generator<R>): Generator<R> {
  if (count <= 0) return NOTHING;
  const again = (rest: Generator<R>): Generator<R> => limit(count, rest);
  return around(
    generator,
    (context) => wrapRest(generator.next(context), again, (rest) => limit(count - 1, rest)),
    again,
  );
}

/** One operation of `generator`. */
export const once = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  limit(1, generator);
