// Fixed intervals between operations.
import { type Nanos, nanos } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { around, pending, wrapRest } from "./wrap.ts";

/** The operations of `generator` exactly `interval` apart, the first at once; who falls behind catches up. */
export const delay = <R extends AnyRequest>(
  interval: Nanos,
  generator: Generator<R>,
): Generator<R> => delayFrom(interval, null, generator);

function delayFrom<R extends AnyRequest>(
  interval: Nanos,
  due: Nanos | null,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => delayFrom(interval, due, rest);
  return around(
    generator,
    (context, self) => {
      const next = generator.next(context);
      if (next.kind !== "op") return wrapRest(next, again);
      const time = Math.max(context.time, next.at);
      if (due !== null && due > time) return pending(self, due);
      const nextDue = nanos((due ?? time) + interval);
      return { ...next, rest: delayFrom(interval, nextDue, next.rest) };
    },
    again,
  );
}
