// Two generators in turn.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { wrapRest } from "./wrap.ts";

/** One operation of `first`, one of `second`, one of `first`, … until the one whose turn it is is done. */
export function flipFlop<A extends AnyRequest, B extends AnyRequest>(
  first: Generator<A>,
  second: Generator<B>,
): Generator<A | B> {
  const self: Generator<A | B> = {
    next: (context) =>
      wrapRest<A | B>(
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
