// A first-in-first-out queue: `enqueue` at the tail, `dequeue` from the head. A dequeue of null found it empty.
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { changes, looks, type Meaning, type Model, type ModelObject } from "./model.ts";
import { StateTable } from "./state-table.ts";
import { ValueTable } from "./value-table.ts";

type Queue = readonly number[];
type Effect =
  | { readonly do: "enqueue" | "dequeue"; readonly value: number }
  | { readonly do: "find empty" }
  | { readonly do: "take any" };

function apply(queue: Queue, effect: Effect): Queue | null {
  switch (effect.do) {
    case "enqueue":
      return [...queue, effect.value];
    case "dequeue":
      return queue[0] === effect.value ? queue.slice(1) : null;
    case "find empty":
      return queue.length === 0 ? queue : null;
    case "take any":
      return queue.slice(1);
  }
}

function create(initial: Json): ModelObject {
  const values = new ValueTable();
  const start = ((initial ?? []) as readonly Json[]).map((value) => values.idOf(value));
  const table = new StateTable<Queue, Effect>(start, {
    stateKey: (queue) => queue.join(","),
    effectKey: (effect) => ("value" in effect ? `${effect.do} ${String(effect.value)}` : effect.do),
    apply,
  });
  const empty = (): Meaning => looks(table.kindOf({ do: "find empty" }));
  const meaningOf = (op: Operation): Meaning | null => {
    const { outcome } = op;
    if (op.f === "enqueue")
      return outcome.type === "fail"
        ? null
        : changes([table.kindOf({ do: "enqueue", value: values.idOf(op.input) })]);
    if (op.f !== "dequeue") return null;
    if (outcome.type === "fail") return empty();
    if (outcome.type === "info") return changes([table.kindOf({ do: "take any" })]);
    if (outcome.value === null) return empty();
    return changes([table.kindOf({ do: "dequeue", value: values.idOf(outcome.value) })]);
  };
  return {
    start: table.start,
    initialFacts: new Set(),
    interpret: (ops) => ops.map(meaningOf),
    step: (state, kind) => table.step(state, kind),
    describe: (state) => {
      const queue = table.stateOf(state);
      if (queue.length === 0) return "the queue is empty";
      return `the queue holds ${queue.map((value) => values.show(value)).join(", ")} (head first)`;
    },
  };
}

export const fifoQueue: Model = {
  name: "fifo-queue",
  functions: ["enqueue", "dequeue"],
  initial: [],
  create,
};
