// The operations of transactional workloads: one operation, a list of micro-operations that takes effect as a whole.
import type { Key } from "../op.ts";

/** What a list holds; null, or no element, is the initial state. */
export type ListState = readonly number[] | null;

/** A read of a list, which asks with null, or an append of an element that no other transaction appends to this key. */
export type ListMicroOp = readonly ["r", Key, ListState] | readonly ["append", Key, number];

/** A read of a register, which asks with null, or a write of a value that no other transaction writes to this key. */
export type RegisterMicroOp = readonly ["r", Key, number | null] | readonly ["w", Key, number];

/**
 * Transactions of micro-operations `M`. An ok one returns them in order, the reads with what they saw, own writes included. A
 * `fail` promises that no micro-operation took effect, then or later.
 */
export type TransactionSpec<M> = {
  readonly txn: { readonly input: readonly M[]; readonly output: readonly M[] };
};

/** Transactions over lists. */
export type ListAppendSpec = TransactionSpec<ListMicroOp>;

/** Transactions over registers. */
export type RwRegisterSpec = TransactionSpec<RegisterMicroOp>;
