// Endless operations from generators that end. Bound them with `limit` or `timeLimit`.
import type { AnyRequest } from "../core/op.ts";
import { withRandom } from "./context.ts";
import type { Generator, Next } from "./generator.ts";
import { around, DONE, NOTHING, wrapRest } from "./wrap.ts";

/** The first operation of `generator` again and again: emitting leaves its state as it is. Done when it is done. */
export function repeat<R extends AnyRequest>(generator: Generator<R>): Generator<R> {
  return around(
    generator,
    (context, self) => wrapRest(generator.next(context), repeat, () => self),
    repeat,
  );
}

/**
 * All of `generator`, then all of it from the start, `times` in all; for ever unless told. Done earlier only when it has no
 * operation to begin with.
 */
export const cycle = <R extends AnyRequest>(
  generator: Generator<R>,
  times = Infinity,
): Generator<R> => (times < 1 ? NOTHING : cycleFrom({ original: generator, times }, generator, 1));

interface Cycle<R extends AnyRequest> {
  readonly original: Generator<R>;
  readonly times: number;
}

/** `round` counts from 1. */
function cycleFrom<R extends AnyRequest>(
  whole: Cycle<R>,
  current: Generator<R>,
  round: number,
): Generator<R> {
  return around(
    current,
    (context) => {
      // A round whose operations were all dropped must not be drawn again just the same, for ever.
      const ask = (generator: Generator<R>, at: number): Next<R> =>
        wrapRest(generator.next(withRandom(context, context.random.fork("cycle").at(at))), (rest) =>
          cycleFrom(whole, rest, at),
        );
      const next = ask(current, round);
      if (next.kind !== "done") return next;
      if (current === whole.original || round >= whole.times) return DONE;
      return ask(whole.original, round + 1);
    },
    (rest) => cycleFrom(whole, rest, round),
  );
}
