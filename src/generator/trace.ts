// Writes down what a generator is asked, answers and hears: for the author of a generator who wonders.
import type { AnyRequest } from "../core/op.ts";
import type { Generator, Next } from "./generator.ts";
import { wrapRest } from "./wrap.ts";

/**
 * `generator`, with a line for each of its answers and each event that it hears: `trace("load", console.error, load)`. An
 * answer may come again: whoever is asked is not always chosen.
 */
export function trace<R extends AnyRequest>(
  name: string,
  write: (line: string) => void,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => trace(name, write, rest);
  const self: Generator<R> = {
    next(context) {
      const next = generator.next(context);
      write(`${name} at ${seconds(context.time)}: ${answerText(next)}`);
      return wrapRest(next, again);
    },
    update(context, event) {
      const { process, type, f, value } = event.event;
      write(
        `${name} at ${seconds(context.time)} hears: ${String(process)} ${type} ${f} ${json(value)}`,
      );
      const after = generator.update(context, event);
      return after === generator ? self : again(after);
    },
  };
  return self;
}

function answerText(next: Next): string {
  if (next.kind === "done") return "done";
  if (next.kind === "pending")
    return next.until === undefined ? "pending" : `pending until ${seconds(next.until)}`;
  const { request, worker, at } = next;
  const key = request.key === undefined ? "" : ` ${String(request.key)}:`;
  return `${request.f}${key} ${json(request.value)} on worker ${String(worker)} at ${seconds(at)}`;
}

const seconds = (time: number): string => `${(time / 1e9).toFixed(6)} s`;
const json = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
