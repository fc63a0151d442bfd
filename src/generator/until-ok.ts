// Tries until it worked once.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import {
  afterEventOf,
  type InFlight,
  NOTHING_IN_FLIGHT,
  withAsked,
  withoutDropped,
} from "./in-flight.ts";
import { NOTHING, wrapRest } from "./wrap.ts";

/** The operations of `generator` until one of them completes `ok`. */
export const untilOk = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  trying(generator, NOTHING_IN_FLIGHT);

function trying<R extends AnyRequest>(generator: Generator<R>, flights: InFlight): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      const next = generator.next(context);
      const ours = withoutDropped(flights, context.free);
      const waiting = (rest: Generator<R>): Generator<R> => trying(rest, ours);
      if (next.kind !== "op") return wrapRest(next, waiting);
      return wrapRest(next, waiting, (rest) => trying(rest, withAsked(ours, next.worker)));
    },
    update(context, event) {
      const after = generator.update(context, event);
      const heard = afterEventOf(flights, event.worker);
      if (heard.ended && event.event.type === "ok") return NOTHING;
      return after === generator && heard.flights === flights ? self : trying(after, heard.flights);
    },
  };
  return self;
}
