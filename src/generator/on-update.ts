// What a generator makes of what happened: handled by a function, or not heard at all.
import type { AnyRequest } from "../core/op.ts";
import type { GenContext, GenEvent, Generator } from "./generator.ts";
import { wrapRest } from "./wrap.ts";

/** Pure: what the generator is from now on; answer with `generator.update(context, event)` to pass the event on. */
export type OnEvent<R extends AnyRequest> = (
  generator: Generator<R>,
  context: GenContext,
  event: GenEvent,
) => Generator<R>;

/** The operations of `generator`; every event goes to `handle` instead of to it. */
export function onUpdate<R extends AnyRequest>(
  handle: OnEvent<R>,
  generator: Generator<R>,
): Generator<R> {
  const self: Generator<R> = {
    next: (context) => wrapRest(generator.next(context), (rest) => onUpdate(handle, rest)),
    update(context, event) {
      const after = handle(generator, context, event);
      return after === generator ? self : onUpdate(handle, after);
    },
  };
  return self;
}

/** The operations of `generator`, which hears of nothing. */
export const ignoreUpdates = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  onUpdate((same) => same, generator);
