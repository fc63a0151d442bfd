// The queue workload: elements go in and come out, and at the end the queue is emptied; everything comes out, once.
import type { QueueSpec } from "../core/specs/queue.ts";
import { emit, unfold } from "../generator/emit.ts";
import { weightedMix } from "../generator/mix.ts";
import { repeat } from "../generator/repeat.ts";
import { type Mix, operationsOf } from "./mix-option.ts";
import { queueDrain } from "./queue-drain.ts";
import type { Workload } from "./workload.ts";

export interface QueueWorkloadOptions {
  /** How often each operation is asked for, relative to the other; default: as often. */
  readonly mix?: Mix<"enqueue" | "dequeue">;
  /** The queue claims to be first in, first out; default true. */
  readonly fifo?: boolean;
  /** What the queue claims; default "exactly-once". */
  readonly delivery?: "exactly-once" | "at-least-once";
}

/** Elements are 0, 1, …, none twice. */
export function queue(options: QueueWorkloadOptions = {}): Workload<"queue", QueueSpec> {
  const { mix = { enqueue: 1, dequeue: 1 }, fifo = true, delivery = "exactly-once" } = options;
  operationsOf("queue", ["enqueue", "dequeue"], mix);
  return {
    name: "queue",
    options: { mix: { ...mix }, fifo, delivery },
    operations: ["enqueue", "dequeue"],
    generator: () =>
      weightedMix([
        [mix.enqueue ?? 0, unfold(0, (element) => [{ f: "enqueue", value: element }, element + 1])],
        [mix.dequeue ?? 0, repeat(emit({ f: "dequeue", value: null }))],
      ]),
    final: queueDrain,
    checkers: [{ checker: "total-queue", options: { fifo, delivery } }],
  };
}
