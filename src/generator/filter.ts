// Lets some operations pass and drops the others.
import { HarnessError } from "../core/errors.ts";
import type { AnyRequest } from "../core/op.ts";
import { withRandom } from "./context.ts";
import type { Generator } from "./generator.ts";
import { around, wrapRest } from "./wrap.ts";

/** Operations in a row that a filter may drop: more means that it will never let one pass. */
const MAX_DROPPED = 10_000;

/** The requests of `generator` that pass `keep`; the others are dropped without taking time. */
export function filter<R extends AnyRequest>(
  keep: (request: R) => boolean,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => filter(keep, rest);
  return around(
    generator,
    (context) => {
      let current = generator;
      for (let dropped = 0; dropped < MAX_DROPPED; dropped++) {
        // With the same draws the same op would come again, for ever.
        const random = context.random.fork("filter").at(dropped);
        const next = current.next(withRandom(context, random));
        if (next.kind !== "op" || keep(next.request)) return wrapRest(next, again);
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
    again,
  );
}
