// Endless operations from generators that end. Bound them with `limit` or `timeLimit`.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { around, DONE, wrapRest } from "./wrap.ts";

/** The first operation of `generator` again and again: emitting leaves its state as it is. Done when it is done. */
export function repeat<R extends AnyRequest>(generator: Generator<R>): Generator<R> {
  return around(
    generator,
    (context, self) => wrapRest(generator.next(context), repeat, () => self),
    repeat,
  );
}

/** All of `generator`, then all of it from the start, for ever. Done only when it has no operation to begin with. */
export const cycle = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  cycleFrom(generator, generator);

function cycleFrom<R extends AnyRequest>(
  original: Generator<R>,
  current: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => cycleFrom(original, rest);
  return around(
    current,
    (context) => {
      const next = current.next(context);
      if (next.kind !== "done") return wrapRest(next, again);
      return current === original ? DONE : wrapRest(original.next(context), again);
    },
    again,
  );
}
