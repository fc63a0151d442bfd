// The `queue` checker: what comes out of a queue went in, and no more often, as jepsen.checker/queue with an unordered queue; in
// order where that is claimed. A queue need not be emptied. An object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import { noteOvertaking } from "./keyed/fifo-order.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { QUEUE_FUNCTIONS, QueueLog } from "./keyed/queue-log.ts";

export interface QueueOptions extends KeyedOptions {
  /** The queue claims to be first in, first out. False when left out. */
  readonly fifo?: boolean;
}

export const queue = (options: QueueOptions = {}): Checker =>
  keyedChecker(
    {
      name: "queue",
      functions: QUEUE_FUNCTIONS,
      observations: "dequeues",
      judge: (object, found) => {
        judge(object, found, options.fifo === true);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, fifo: boolean): void {
  /** Per element: how many are in the queue at most. */
  const inside: number[] = [];
  let [enqueues, dequeues] = [0, 0];
  const log = new QueueLog(object, found, (so_far, id, event, out) => {
    const held = (inside[id] ?? 0) + (out ? -1 : 1);
    inside[id] = Math.max(0, held);
    if (out) dequeues++;
    else enqueues++;
    if (held < 0) noteUnexplained(object, so_far, found, id, event);
  });
  for (const [id, held] of inside.entries())
    if (held > 0) found.list("pendingElements", () => log.valueOf(id) as Json);
  found.observations += dequeues;
  found.count("enqueues", enqueues);
  found.count("dequeues", dequeues);
  found.count(
    "pending",
    inside.reduce((sum, held) => sum + held, 0),
  );
  if (fifo) noteOvertaking(object, log, found);
}

/** An element came out more often than it was put in by then. */
function noteUnexplained(
  object: ObjectHistory,
  log: QueueLog,
  found: Findings,
  id: number,
  event: number,
): void {
  const answer = `event ${String(event)} took ${log.show(id)} out`;
  const ops = [object.otherHalf(event)];
  if (log.called[id] === 0 && log.failed[id] !== 0)
    found.anomaly("aborted-read", () => ({ says: `${answer}, whose enqueue had failed`, ops }));
  else if (log.called[id] === 0)
    found.anomaly("unexpected-element", () => ({
      says: `${answer}, which nobody had put in`,
      ops,
    }));
  else
    found.anomaly("duplicate-element", () => ({
      says: `${answer}, which had been taken out as often as it was put in`,
      ops: [log.firstCall[id] as number, object.otherHalf(log.firstOut[id] as number), ...ops],
    }));
}
