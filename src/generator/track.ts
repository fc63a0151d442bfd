// What the load has touched, remembered for the reads at the end.
import type { AnyRequest, HistoryEvent } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { pending, wrapRest } from "./wrap.ts";

/** Something learned from events, one by one. Pure. */
export interface Tracker<T> {
  readonly initial: T;
  learn(known: T, event: HistoryEvent): T;
}

/**
 * The highest of the keys that operations named, -1 while there was none (Jepsen's `max-key-tracker`). `keysOf` tells those
 * of an event; by default the event's own `key`, where it is a number.
 */
export const highestKey = (
  keysOf: (event: HistoryEvent) => readonly number[] = ({ key }) =>
    typeof key === "number" ? [key] : [],
): Tracker<number> => ({
  initial: -1,
  learn: (known, event) => keysOf(event).reduce((highest, key) => Math.max(highest, key), known),
});

/** All of `load`, and when it is done and everybody is idle, what `final` makes of what the tracker learned from it. */
export function withFinal<T, L extends AnyRequest, F extends AnyRequest>(
  tracker: Tracker<T>,
  load: Generator<L>,
  final: (known: T) => Generator<F>,
): Generator<L | F> {
  return tracking(tracker, tracker.initial, load, final);
}

function tracking<T, L extends AnyRequest, F extends AnyRequest>(
  tracker: Tracker<T>,
  known: T,
  load: Generator<L>,
  final: (known: T) => Generator<F>,
): Generator<L | F> {
  const self: Generator<L | F> = {
    next(context) {
      const next = load.next(context);
      if (next.kind !== "done")
        return wrapRest<L | F>(next, (rest) =>
          tracking(tracker, known, rest as Generator<L>, final),
        );
      // What is in flight may still name a key.
      return context.free.length < context.workers.length
        ? pending(self)
        : final(known).next(context);
    },
    update(context, event) {
      const after = load.update(context, event);
      const learned = tracker.learn(known, event.event);
      return after === load && learned === known ? self : tracking(tracker, learned, after, final);
    },
  };
  return self;
}
