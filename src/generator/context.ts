// Narrowed views of a generator's context: other randomness, fewer workers. Knows no combinator.
import type { WorkerId } from "../core/ids.ts";
import type { Random } from "../core/random.ts";
import type { GenContext } from "./generator.ts";

/**
 * The context with a stream of its own. A combinator that draws takes a stream, draws from it and hands it to those
 * below, so that no two combinators on the way to an op share their draws.
 */
export function withStream(context: GenContext, stream: string): GenContext {
  return withRandom(context, context.random.fork(stream));
}

export function withRandom(context: GenContext, random: Random): GenContext {
  return { ...context, random };
}

/** The context of some of its workers; both lists ascending. Keep `workers` the same array from call to call. */
export function withWorkers(
  context: GenContext,
  workers: readonly WorkerId[],
  free: readonly WorkerId[],
): GenContext {
  return { ...context, workers, free };
}
