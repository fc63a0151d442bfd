// Two generators in turn.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { wrapRest } from "./wrap.ts";

/** One operation of `first`, one of `second`, one of `first`, … until the one whose turn it is is done. */
export function flipFlop<R extends AnyRequest>(
  first: Generator<R>,
  second: Generator<R>,
): Generator<R> {
  const self: Generator<R> = {
    next: (context) =>
      wrapRest(
        first.next(context),
        (rest) => flipFlop(rest, second),
        (rest) => flipFlop(second, rest),
      ),
    update(context, event) {
      const a = first.update(context, event);
      const b = second.update(context, event);
      return a === first && b === second ? self : flipFlop(a, b);
    },
  };
  return self;
}
