// Workers set aside for generators, so that one kind of operation goes on while another hangs.
import type { AnyRequest } from "../core/op.ts";
import type { Generator } from "./generator.ts";
import { inParts } from "./parts.ts";

/**
 * The first `count` workers for the first generator, the next for the second, …; all others for `remaining`.
 * `reserve([[5, reads]], writes)`
 */
export function reserve<Rs extends readonly AnyRequest[], R extends AnyRequest>(
  ranges: { readonly [I in keyof Rs]: readonly [count: number, generator: Generator<Rs[I]>] },
  remaining: Generator<R>,
): Generator<Rs[number] | R> {
  const generators: readonly Generator<Rs[number] | R>[] = [
    ...ranges.map(([, generator]) => generator),
    remaining,
  ];
  return inParts(
    (workers) => {
      let start = 0;
      const parts = ranges.map(([count]) => workers.slice(start, (start += count)));
      return [...parts, workers.slice(start)];
    },
    (part, turn) => (turn === 0 ? generators[part] : undefined),
  );
}
