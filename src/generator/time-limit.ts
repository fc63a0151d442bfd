// Ends a generator after a time.
import { type Nanos, nanos } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { around, DONE, pending, sooner, wrapRest } from "./wrap.ts";

/** The operations of `generator` that begin within `duration` of its first one. Those in flight are not cut. */
export const timeLimit = <R extends AnyRequest>(
  duration: Nanos,
  generator: Generator<R>,
): Generator<R> => limitedTo(duration, null, generator);

function limitedTo<R extends AnyRequest>(
  duration: Nanos,
  end: Nanos | null,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => limitedTo(duration, end, rest);
  return around(
    generator,
    (context) => {
      if (end !== null && context.time >= end) return DONE;
      const next = generator.next(context);
      if (next.kind === "done") return next;
      if (next.kind === "pending") {
        return pending(again(next.rest), end === null ? next.until : sooner(next.until, end));
      }
      const begin = Math.max(context.time, next.at);
      const last = end ?? nanos(begin + duration);
      if (begin >= last) return DONE;
      return wrapRest(next, (rest) => limitedTo(duration, last, rest));
    },
    again,
  );
}
