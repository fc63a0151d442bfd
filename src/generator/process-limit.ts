// Bounds how many processes take part, and so how many lost operations a checker must place anywhere.
import type { ProcessId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import { withWorkers } from "./context.ts";
import type { GenContext, Generator } from "./generator.ts";
import { around, DONE, pending, wrapRest } from "./wrap.ts";

/**
 * The operations of `generator` for at most `count` distinct processes: once so many have taken part, only they go
 * on; done when all of them are dead. A worker gets a new process with every `info`.
 */
export const processLimit = <R extends AnyRequest>(
  count: number,
  generator: Generator<R>,
): Generator<R> => withProcesses(count, new Set(), generator);

function withProcesses<R extends AnyRequest>(
  count: number,
  seen: ReadonlySet<ProcessId>,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => withProcesses(count, seen, rest);
  return around(
    generator,
    (context, self) => {
      const allowed = seen.size < count ? context : onlySeen(context, seen);
      if (allowed.workers.length === 0) return DONE;
      if (allowed.free.length === 0) return pending(self);
      const next = generator.next(allowed);
      if (next.kind !== "op") return wrapRest(next, again);
      const process = context.processOf(next.worker);
      const now = seen.has(process) ? seen : new Set([...seen, process]);
      return wrapRest(next, (rest) => withProcesses(count, now, rest));
    },
    again,
  );
}

function onlySeen(context: GenContext, seen: ReadonlySet<ProcessId>): GenContext {
  const { workers, free, processOf } = context;
  const kept = workers.filter((worker) => seen.has(processOf(worker)));
  return withWorkers(
    context,
    kept,
    free.filter((worker) => seen.has(processOf(worker))),
  );
}
