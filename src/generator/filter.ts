// Lets some operations pass and drops the others.
import { HarnessError } from "../core/errors.ts";
import type { AnyRequest } from "../core/op.ts";
import { withRandom } from "./context.ts";
import type { Generator } from "./generator.ts";
import { around, wrapRest } from "./wrap.ts";

/** Operations in a row that a filter may drop: more means that it will never let one pass. */
const MAX_DROPPED = 10_000;

/** The requests of `generator` that pass `keep`; the others are dropped without taking time. */
export const filter = <R extends AnyRequest>(
  keep: (request: R) => boolean,
  generator: Generator<R>,
): Generator<R> => filterAfter(0, keep, generator);

/** `before`: how many were dropped since the last one that passed. */
function filterAfter<R extends AnyRequest>(
  before: number,
  keep: (request: R) => boolean,
  generator: Generator<R>,
): Generator<R> {
  return around(
    generator,
    (context) => {
      let current = generator;
      for (let dropped = before; dropped < before + MAX_DROPPED; dropped++) {
        // With the same draws the same op would come again, for ever.
        const random = context.random.fork("filter").at(dropped);
        const next = current.next(withRandom(context, random));
        if (next.kind !== "op" || keep(next.request))
          return wrapRest(
            next,
            (rest) => filterAfter(dropped, keep, rest),
            (rest) => filter(keep, rest),
          );
        current = next.rest;
      }
      throw new HarnessError(
        "usage",
        `a filter dropped ${String(MAX_DROPPED)} operations in a row`,
        {
          hint: "Generate what passes instead of filtering for it.",
        },
      );
    },
    (rest) => filterAfter(before, keep, rest),
  );
}
