// A copy of a generator for every process: a worker whose operation was lost begins anew.
import type { ProcessId, WorkerId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import { withWorkers } from "./context.ts";
import type { GenContext, Generator, Next } from "./generator.ts";
import { DONE, pending, sooner } from "./wrap.ts";

/** Null: this process is through. */
interface Copy<R extends AnyRequest> {
  readonly process: ProcessId;
  readonly generator: Generator<R> | null;
}

type Copies<R extends AnyRequest> = ReadonlyMap<WorkerId, Copy<R>>;

/**
 * Every process goes through `generator` from its start and hears only of itself; a worker gets a new process with every
 * `info`. Done when all workers are idle and all of their processes are through.
 */
export const eachProcess = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  copiesOf(generator, new Map());

function copiesOf<R extends AnyRequest>(original: Generator<R>, copies: Copies<R>): Generator<R> {
  const self: Generator<R> = {
    next: (context) => soonestOf(original, copies, context),
    update(context, event) {
      const { worker } = event;
      const copy = copies.get(worker);
      if (copy === undefined || copy.process !== context.processOf(worker)) return self;
      const after = copy.generator?.update(alone(context, worker, []), event) ?? null;
      return after === copy.generator
        ? self
        : copiesOf(original, new Map([...copies, [worker, { ...copy, generator: after }]]));
    },
  };
  return self;
}

const alone = (context: GenContext, worker: WorkerId, free: readonly WorkerId[]): GenContext =>
  withWorkers(context, [worker], free);

/** Asks the processes of free workers, a random one first, until one has an operation that is due. */
function soonestOf<R extends AnyRequest>(
  original: Generator<R>,
  copies: Copies<R>,
  context: GenContext,
): Next<R> {
  const { free, workers, time } = context;
  const kept = new Map(copies);
  const start = free.length < 2 ? 0 : context.random.fork("process").int(0, free.length - 1);
  let through = 0;
  let until;
  for (const worker of [...free.slice(start), ...free.slice(0, start)]) {
    const process = context.processOf(worker);
    const known = copies.get(worker);
    const generator = known?.process === process ? known.generator : original;
    const next = generator?.next(alone(context, worker, [worker])) ?? DONE;
    if (next.kind === "op" && next.at <= time) {
      kept.set(worker, { process, generator: next.rest });
      return { ...next, rest: copiesOf(original, kept) };
    }
    if (next.kind === "done") {
      through += 1;
      kept.set(worker, { process, generator: null });
    } else {
      if (next.kind === "pending") kept.set(worker, { process, generator: next.rest });
      until = sooner(until, next.kind === "op" ? next.at : next.until);
    }
  }
  return through === workers.length ? DONE : pending(copiesOf(original, kept), until);
}
