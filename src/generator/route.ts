// Who a generator is for: the clients, or the fault injector.
import { isNemesis, type WorkerId } from "../core/ids.ts";
import type { AnyRequest } from "../core/op.ts";
import { withWorkers } from "./context.ts";
import type { GenContext, Generator } from "./generator.ts";
import { rememberLast } from "./remember.ts";
import { DONE, pending, wrapRest } from "./wrap.ts";

type Workers = readonly WorkerId[];

// Lists of workers are ascending, so the fault injector's come first.
const hands = (workers: Workers): number => {
  const first = workers.findIndex((worker) => !isNemesis(worker));
  return first < 0 ? workers.length : first;
};
const clientsOf = (workers: Workers): Workers => workers.slice(hands(workers));
const nemesisOf = (workers: Workers): Workers => workers.slice(0, hands(workers));

/** `generator` sees and uses the client workers alone. Done where there are none. */
export const clients = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  routed(clientsOf, rememberLast(clientsOf), (worker) => !isNemesis(worker), generator);

/** `generator` sees and uses the nemesis workers alone. Done where there are none: a run without faults. */
export const nemesis = <R extends AnyRequest>(generator: Generator<R>): Generator<R> =>
  routed(nemesisOf, rememberLast(nemesisOf), isNemesis, generator);

/** `generator` sees and uses the workers that pass alone. Done where there are none. */
export function onThreads<R extends AnyRequest>(
  concerns: (worker: WorkerId) => boolean,
  generator: Generator<R>,
): Generator<R> {
  const select = (workers: Workers): Workers => workers.filter(concerns);
  return routed(select, rememberLast(select), concerns, generator);
}

function routed<R extends AnyRequest>(
  select: (free: Workers) => Workers,
  selectAll: (workers: Workers) => Workers,
  concerns: (worker: WorkerId) => boolean,
  generator: Generator<R>,
): Generator<R> {
  const again = (rest: Generator<R>): Generator<R> => routed(select, selectAll, concerns, rest);
  const narrowed = (context: GenContext): GenContext =>
    withWorkers(context, selectAll(context.workers), select(context.free));
  const self: Generator<R> = {
    next(context) {
      const inner = narrowed(context);
      if (inner.workers.length === 0) return DONE;
      return inner.free.length === 0 ? pending(self) : wrapRest(generator.next(inner), again);
    },
    update(context, event) {
      if (!concerns(event.worker)) return self;
      const after = generator.update(narrowed(context), event);
      return after === generator ? self : again(after);
    },
  };
  return self;
}
