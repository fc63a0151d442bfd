// The rw-register workload: transactions that read and write registers, judged by the checker of the same name. A read shows one
// version alone; what orders the others is assumed, and by default follows from the promise that is checked.
import type { RwRegisterSpec } from "../core/specs/transactions.ts";
import { transactionLoad } from "./transaction-load.ts";
import {
  DEFAULT_MODELS,
  demandsOf,
  shapeOf,
  transactionFinal,
  type TransactionOptions,
} from "./transactional.ts";
import type { Workload } from "./workload.ts";

export interface RwRegisterOptions extends TransactionOptions {
  /** A transaction's write comes right after what it read; default: if strict serializability must hold, which implies it. */
  readonly wfrKeys?: boolean;
  /** Each process sees the versions of a key in their order; default false. */
  readonly sequentialKeys?: boolean;
  /** The versions of a key follow each other in real time; default: as `wfrKeys`. */
  readonly linearizableKeys?: boolean;
}

/** `rwRegister()`: for systems that know no lists. Keys are 0, 1, … */
export function rwRegister(
  options: RwRegisterOptions = {},
): Workload<"rw-register", RwRegisterSpec> {
  const name = "rw-register";
  const shape = shapeOf(name, "w", options);
  const { consistencyModels = DEFAULT_MODELS } = options;
  const isStrict = consistencyModels.includes("strict-serializable");
  const demands = {
    ...demandsOf(options),
    wfrKeys: options.wfrKeys ?? isStrict,
    sequentialKeys: options.sequentialKeys ?? false,
    linearizableKeys: options.linearizableKeys ?? isStrict,
  };
  return {
    name,
    options: { ...shape, ...demands },
    operations: ["txn"],
    generator: () => transactionLoad(shape),
    final: (concurrency) => transactionFinal(shape, concurrency),
    checkers: [{ checker: name, options: demands }],
  };
}
