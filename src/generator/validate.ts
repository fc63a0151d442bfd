// Holds a generator to its contract and says where it breaks it: for generators written by hand.
import { HarnessError } from "../core/errors.ts";
import type { AnyRequest } from "../core/op.ts";
import type { GenContext, Generator, Next } from "./generator.ts";
import { wrapRest } from "./wrap.ts";

/** `generator`; throws `usage` naming it where an answer is malformed, asks a worker that is busy or waits for the past. */
export function validate<R extends AnyRequest>(
  name: string,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => validate(name, rest);
  return {
    next(context) {
      const next = generator.next(context);
      const wrong = mistakeIn(next, context);
      if (wrong === null) return wrapRest(next, again);
      throw new HarnessError("usage", `the generator ${name} ${wrong}`, {
        hint: "What `next` and `update` must answer is in docs/generators.md.",
      });
    },
    update: (context, event) => again(generator.update(context, event)),
  };
}

function mistakeIn(next: Next, { free, time }: GenContext): string | null {
  if (next.kind === "done") return null;
  if (next.kind === "pending") {
    const { until } = next;
    return until === undefined || until > time
      ? null
      : `waits until ${String(until)} ns when it is ${String(time)} ns`;
  }
  const { request, worker, at } = next;
  if (typeof request.f !== "string" || request.f === "") return "asks for an operation without `f`";
  if (!free.includes(worker))
    return `puts ${request.f} on worker ${String(worker)}, which is not free`;
  return Number.isFinite(at) ? null : `begins ${request.f} at ${String(at)}`;
}
