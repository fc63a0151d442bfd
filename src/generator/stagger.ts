// Random intervals between operations: a total rate over all workers.
import { type Nanos, nanos } from "../core/ids.ts";
import { fromMs } from "../core/duration.ts";
import type { AnyRequest } from "../core/op.ts";
import { withStream } from "./context.ts";
import type { Generator } from "./generator.ts";
import { around, pending, wrapRest } from "./wrap.ts";

/** Lateness that is made up for: hides the grain of timers; a longer stall is not followed by a burst. */
const CATCH_UP = fromMs(10);

/**
 * The operations of `generator` at uniformly random intervals from 0 to twice `interval`, the first at once. The rate
 * is that of all workers together, whatever the latency. An op that comes late by more than 10 ms (all workers busy)
 * moves the later ones with it.
 */
export const stagger = <R extends AnyRequest>(
  interval: Nanos,
  generator: Generator<R>,
): Generator<R> => staggerFrom(interval, null, generator);

function staggerFrom<R extends AnyRequest>(
  interval: Nanos,
  due: Nanos | null,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => staggerFrom(interval, due, rest);
  return around(
    generator,
    (context, self) => {
      const inner = withStream(context, "stagger");
      const next = generator.next(inner);
      if (next.kind !== "op") return wrapRest(next, again);
      const time = Math.max(context.time, next.at);
      if (due !== null && due > time) return pending(self, due);
      const from = Math.max(due ?? time, time - CATCH_UP);
      const nextDue = nanos(
        Math.round(from + inner.random.fork("interval").float() * 2 * interval),
      );
      return { ...next, rest: staggerFrom(interval, nextDue, next.rest) };
    },
    again,
  );
}
