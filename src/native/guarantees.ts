// Which checker judges a guarantee that a test names, on the operations that its history has.
import { linearizable } from "../checkers/linearizable/linearizable.ts";
import type { Model } from "../checkers/models/model.ts";
import { checkerNames, checkerOf } from "../checkers/registry.ts";
import type { Checker } from "../checkers/checker.ts";
import { HarnessError } from "../core/errors.ts";
import type { History } from "../core/history.ts";
import type { Json } from "../core/json.ts";

type Options = Readonly<Record<string, Json>>;

/** What clients did; faults are in the history too. */
const namesOf = (history: History): readonly string[] => [
  ...new Set(history.operations().map(({ f }) => f)),
];
const only = (history: History, ...known: readonly string[]): boolean =>
  namesOf(history).every((f) => known.includes(f));

/** Reads, writes and cas need no model named; all else does. */
export function linearizability(history: History, model?: string | Model): Checker {
  if (model !== undefined) return linearizable({ model });
  if (only(history, "read", "write", "cas")) return linearizable({ model: "cas-register" });
  throw new HarnessError("usage", `which model do ${namesOf(history).join(", ")} belong to?`, {
    hint: 'Name it: toBeLinearizable("fifo-queue"). docs/models.md lists them.',
  });
}

/** Where a lost write shows: in sets, in queues and in transactions. */
export function lostWrites(history: History): Checker {
  if (only(history, "add", "read")) return checkerOf({ checker: "set-full" });
  if (only(history, "enqueue", "dequeue", "drain")) return checkerOf({ checker: "total-queue" });
  if (only(history, "txn")) return transactions(history, { anomalies: ["lost-update"] });
  throw new HarnessError(
    "usage",
    `whether a write was lost is judged of sets (add, read), queues (enqueue, dequeue, drain) and transactions (txn), not of ${namesOf(history).join(", ")}`,
    { hint: "Of registers, toBeLinearizable() judges it." },
  );
}

/** `name` is a checker ("monotonic-reads") or a consistency model of transactions ("strict-serializable"). */
export function guarantee(history: History, name: string, options: Options): Checker {
  if (name === "linearizable" && options.model === undefined) return linearizability(history);
  if (checkerNames().includes(name)) {
    const { model, ...rest } = options;
    return checkerOf({
      checker: name,
      ...(typeof model === "string" ? { model } : {}),
      options: rest,
    });
  }
  return transactions(history, { ...options, consistencyModels: [name] });
}

/** Transactions that append are of lists, others of registers. */
function transactions(history: History, options: Options): Checker {
  const appends = history
    .operations()
    .some(({ input }) => Array.isArray(input) && input.some(isAppend));
  return checkerOf({ checker: appends ? "list-append" : "rw-register", options });
}

const isAppend = (step: unknown): boolean => Array.isArray(step) && step[0] === "append";
