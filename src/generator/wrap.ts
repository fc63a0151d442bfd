// The building blocks of combinators: answers, and generators around another one.
import type { Nanos } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import type { GenContext, Generator, Next } from "./generator.ts";

export const DONE: { readonly kind: "done" } = { kind: "done" };

/** The generator without operations. */
export const NOTHING: Generator<never> = { next: () => DONE, update: () => NOTHING };

/** "Nothing now": ask `rest` again at `until`, or when something completes. */
export function pending<R extends AnyRequest>(rest: Generator<R>, until?: Nanos): Next<R> {
  return until === undefined ? { kind: "pending", rest } : { kind: "pending", until, rest };
}

/** The sooner of two times of which either may be missing. */
export function sooner(a: Nanos | undefined, b: Nanos | undefined): Nanos | undefined {
  if (a === undefined) return b;
  return b === undefined || a <= b ? a : b;
}

/** The answer with what is left of it wrapped: by `waiting` while it is pending, by `taken` after an op. */
export function wrapRest<R extends AnyRequest>(
  next: Next<R>,
  waiting: (rest: Generator<R>) => Generator<R>,
  taken: (rest: Generator<R>) => Generator<R> = waiting,
): Next<R> {
  if (next.kind === "done") return next;
  if (next.kind === "pending") return pending(waiting(next.rest), next.until);
  const { request, worker, at, rest } = next;
  return { kind: "op", request, worker, at, rest: taken(rest) };
}

/** A generator that passes updates on to `inner`; `again` makes the same around what `inner` became. */
export function around<I extends AnyRequest, R extends AnyRequest>(
  inner: Generator<I>,
  next: (context: GenContext, self: Generator<R>) => Next<R>,
  again: (inner: Generator<I>) => Generator<R>,
): Generator<R> {
  const self: Generator<R> = {
    next: (context) => next(context, self),
    update(context, event) {
      const after = inner.update(context, event);
      return after === inner ? self : again(after);
    },
  };
  return self;
}
