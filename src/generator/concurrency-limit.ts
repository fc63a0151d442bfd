// Bounds how many operations are in flight at once.
import { HarnessError } from "../core/errors.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import {
  afterEventOf,
  type InFlight,
  NOTHING_IN_FLIGHT,
  withAsked,
  withoutDropped,
} from "./in-flight.ts";
import { pending, wrapRest } from "./wrap.ts";

/** The operations of `generator`, at most `count` of them in flight at once; operations of others do not count. */
export function concurrencyLimit<R extends AnyRequest>(
  count: number,
  generator: Generator<R>,
): Generator<R> {
  if (count >= 1) return limited(count, generator, NOTHING_IN_FLIGHT);
  throw new HarnessError("usage", `${String(count)} operations at once: at least 1 is needed`);
}

function limited<R extends AnyRequest>(
  count: number,
  generator: Generator<R>,
  flights: InFlight,
): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      const ours = withoutDropped(flights, context.free);
      if (ours.size >= count) return pending(self);
      const next = generator.next(context);
      const waiting = (rest: Generator<R>): Generator<R> => limited(count, rest, ours);
      if (next.kind !== "op") return wrapRest(next, waiting);
      return wrapRest(next, waiting, (rest) => limited(count, rest, withAsked(ours, next.worker)));
    },
    update(context, event) {
      const after = generator.update(context, event);
      const heard = afterEventOf(flights, event.worker);
      return after === generator && heard.flights === flights
        ? self
        : limited(count, after, heard.flights);
    },
  };
  return self;
}
