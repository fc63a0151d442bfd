// The list-append workload: transactions that read lists and append to them, judged by the checker of the same name. Each read
// shows the order of all appends before it, so that little stays hidden.
import type { ListAppendSpec } from "../core/specs/transactions.ts";
import { transactionLoad } from "./transaction-load.ts";
import { demandsOf, shapeOf, transactionFinal, type TransactionOptions } from "./transactional.ts";
import type { Workload } from "./workload.ts";

/** `listAppend({ consistencyModels: ["snapshot-isolation"] })`: for systems that promise less. Keys are 0, 1, … */
export function listAppend(
  options: TransactionOptions = {},
): Workload<"list-append", ListAppendSpec> {
  const name = "list-append";
  const shape = shapeOf(name, "append", options);
  const demands = demandsOf(options);
  return {
    name,
    options: { ...shape, ...demands },
    operations: ["txn"],
    generator: () => transactionLoad(shape),
    final: (concurrency) => transactionFinal(shape, concurrency),
    checkers: [{ checker: name, options: demands }],
  };
}
