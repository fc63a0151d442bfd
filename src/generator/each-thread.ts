// A copy of a generator for every worker.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { inParts } from "./parts.ts";

/** Every worker (Jepsen's thread) goes through `generator` by itself and hears only of itself. */
export const eachThread = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  inParts(
    (workers) => workers.map((worker) => [worker]),
    (_part, turn) => (turn === 0 ? generator : undefined),
  );
