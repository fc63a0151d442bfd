// Tries until it worked once.
import type { WorkerId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { DONE, wrapRest } from "./wrap.ts";

/** The operations of `generator` until one of them completes `ok`. */
export const untilOk = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  trying(generator, new Set());

function trying<R extends AnyRequest>(
  generator: Generator<R>,
  busy: ReadonlySet<WorkerId>,
): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      const next = generator.next(context);
      const waiting = (rest: Generator<R>): Generator<R> => trying(rest, busy);
      if (next.kind !== "op") return wrapRest(next, waiting);
      return wrapRest(next, waiting, (rest) => trying(rest, new Set([...busy, next.worker])));
    },
    update(context, event) {
      const after = generator.update(context, event);
      // Updates may be about operations of others: only workers that took one of ours count.
      const completes = event.event.type !== "invoke" && busy.has(event.worker);
      if (!completes) return after === generator ? self : trying(after, busy);
      if (event.event.type === "ok") return SUCCEEDED;
      return trying(after, new Set([...busy].filter((worker) => worker !== event.worker)));
    },
  };
  return self;
}

const SUCCEEDED: Generator<never> = { next: () => DONE, update: () => SUCCEEDED };
