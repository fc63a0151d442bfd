// One generator after another, with or without waiting for everybody in between.
import { HarnessError } from "../core/errors.ts";
import type { AnyRequest } from "../core/op.ts";
import type { Generator, GeneratorsOf } from "./generator.ts";
import { around, DONE, NOTHING, pending, wrapRest } from "./wrap.ts";

/** Generators in a row without a single operation: more means that the sequence will never have one. */
const MAX_EMPTY = 100_000;

/** The generators `at(0)`, `at(1)`, … each made when the one before is done; undefined ends it. Nobody waits. */
export function sequence<R extends AnyRequest>(
  at: (position: number) => Generator<R> | undefined,
): Generator<R> {
  return sequenceFrom(at, 0, at(0));
}

function sequenceFrom<R extends AnyRequest>(
  at: (position: number) => Generator<R> | undefined,
  position: number,
  current: Generator<R> | undefined,
): Generator<R> {
  if (current === undefined) return NOTHING;
  return around(
    current,
    (context) => {
      let asked: Generator<R> | undefined = current;
      for (let i = position; i < position + MAX_EMPTY; i++) {
        if (asked === undefined) return DONE;
        const next = asked.next(context);
        if (next.kind !== "done") return wrapRest(next, (rest) => sequenceFrom(at, i, rest));
        asked = at(i + 1);
      }
      throw new HarnessError("usage", `${String(MAX_EMPTY)} generators in a row had no operation`);
    },
    (rest) => sequenceFrom(at, position, rest),
  );
}

/** All of the first generator, then all of the second, … Later ones start while operations are in flight. */
export const concat = <Rs extends readonly AnyRequest[]>(
  ...generators: GeneratorsOf<Rs>
): Generator<Rs[number]> => inOrder(generators);

const inOrder = <R extends AnyRequest>(generators: readonly Generator<R>[]): Generator<R> =>
  sequence((position) => generators[position]);

/** Waits until every worker in sight is idle, then is `generator`. */
export function synchronize<R extends AnyRequest>(generator: Generator<R>): Generator<R> {
  return around(
    generator,
    (context, self) =>
      context.free.length === context.workers.length ? generator.next(context) : pending(self),
    synchronize,
  );
}

/** One generator after the other, each beginning when every worker in sight is idle. */
export const phases = <Rs extends readonly AnyRequest[]>(
  ...generators: GeneratorsOf<Rs>
): Generator<Rs[number]> => inOrder(generators.map((generator) => synchronize(generator)));

/**
 * `first`, and when it is done and everybody idle, `second`. Jepsen calls it `then`; a module that exports that name
 * is taken for a promise by `await import` and never loads.
 */
export const andThen = <A extends AnyRequest, B extends AnyRequest>(
  first: Generator<A>,
  second: Generator<B>,
): Generator<A | B> => concat(first, synchronize(second));
