// Where operations come from: requests made one by one, from a state, from a function, or from a list.
import type { AnyRequest } from "../core/op.ts";
import { withStream } from "./context.ts";
import type { GenContext, Generator } from "./generator.ts";
import { DONE, pending } from "./wrap.ts";

/**
 * The base of all: `step` gives the next request and the state after it, or null for no more. It must be pure;
 * `context.random` is a stream of its own. The request goes out at once, on any free worker.
 */
export function unfold<S, R extends AnyRequest>(
  state: S,
  step: (state: S, context: GenContext) => readonly [R, S] | null,
): Generator<R> {
  const self: Generator<R> = {
    next(context) {
      if (context.free.length === 0) return pending(self);
      const inner = withStream(context, "request");
      const made = step(state, inner);
      if (made === null) return DONE;
      const [request, after] = made;
      // The worker is drawn last: how many are free must not change what is asked.
      const worker = inner.random.pick(context.free);
      const rest = after === state ? self : unfold(after, step);
      return { kind: "op", request, worker, at: context.time, rest };
    },
    update: () => self,
  };
  return self;
}

/** As many operations as anyone asks for, each made by `make`; null ends it. */
export function fromFunction<R extends AnyRequest>(
  make: (context: GenContext) => R | null,
): Generator<R> {
  return unfold(null, (_state, context) => {
    const request = make(context);
    return request === null ? null : [request, null];
  });
}

/** Each request once, in order. */
export function ops<R extends AnyRequest>(requests: readonly R[]): Generator<R> {
  return unfold(0, (position) => {
    const request = requests[position];
    return request === undefined ? null : [request, position + 1];
  });
}

/** One request, once. */
export const emit = <R extends AnyRequest>(request: R): Generator<R> => ops([request]);
