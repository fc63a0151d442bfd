// Empties a queue: one dequeue at a time, so that none is in another's way, until one finds nothing.
import type { RequestOf } from "../core/op.ts";
import type { QueueSpec } from "../core/specs/queue.ts";
import type { Generator } from "../generator/generator.ts";

/** Emptying must end, however full the queue is and however it fails. */
const MAX_DEQUEUES = 100_000;
const MAX_FAILURES = 100;

type Dequeue = RequestOf<QueueSpec, "dequeue">;

interface Progress {
  readonly asked: number;
  readonly failures: number;
  readonly isEmpty: boolean;
}

/** Dequeues by one worker after the other. */
export const queueDrain = (): Generator<Dequeue> =>
  drainFrom({ asked: 0, failures: 0, isEmpty: false });

function drainFrom(progress: Progress): Generator<Dequeue> {
  const { asked, failures, isEmpty } = progress;
  const self: Generator<Dequeue> = {
    next({ free, workers, time, random }) {
      if (isEmpty || asked >= MAX_DEQUEUES || failures >= MAX_FAILURES) return { kind: "done" };
      if (free.length < workers.length) return { kind: "pending", rest: self };
      const rest = drainFrom({ ...progress, asked: asked + 1 });
      const worker = random.fork("drain").pick(free);
      return { kind: "op", request: { f: "dequeue", value: null }, worker, at: time, rest };
    },
    update(_context, { event: { type, value } }) {
      if (type === "invoke") return self;
      if (type !== "ok") return drainFrom({ ...progress, failures: failures + 1 });
      return value === null ? drainFrom({ ...progress, isEmpty: true }) : self;
    },
  };
  return self;
}
