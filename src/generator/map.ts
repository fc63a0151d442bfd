// Rewrites operations on their way out.
import type { AnyRequest } from "../core/op.ts";
import { withStream } from "./context.ts";
import type { GenContext, Generator } from "./generator.ts";
import { around, pending } from "./wrap.ts";

/** Every request of `generator` as `rewrite` makes it. Draws of `rewrite` come from a stream of its own. */
export function map<I extends AnyRequest, R extends AnyRequest>(
  rewrite: (request: I, context: GenContext) => R,
  generator: Generator<I>,
): Generator<R> {
  const again = (rest: Generator<I>): Generator<R> => map(rewrite, rest);
  return around(
    generator,
    (context) => {
      const inner = rewrite.length > 1 ? withStream(context, "map") : context;
      const next = generator.next(inner);
      if (next.kind === "done") return next;
      if (next.kind === "pending") return pending(again(next.rest), next.until);
      return { ...next, request: rewrite(next.request, inner), rest: again(next.rest) };
    },
    again,
  );
}

/** Every request of `generator` under the name that `names` gives its own; one that has none there keeps it. */
export const renameFunctions = (
  names: Readonly<Record<string, string>>,
  generator: Generator,
): Generator => map((request) => ({ ...request, f: names[request.f] ?? request.f }), generator);
