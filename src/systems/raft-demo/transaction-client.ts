// The client of raft-demo for transactions of lists and of registers, which differ in the name of a write alone: one request
// per transaction, and what its reply says.
import type { Handlers } from "../../core/client.ts";
import { info, ok, type Outcome } from "../../core/op.ts";
import type { TransactionSpec } from "../../core/specs/transactions.ts";
import { outcomeOfError } from "./errors.ts";
import type { MicroOp, Reply } from "./protocol.ts";
import type { Rpc } from "./rpc.ts";

export const transactionClient = <M extends MicroOp>(rpc: Rpc): Handlers<TransactionSpec<M>> => ({
  txn: async ({ value }, signal) =>
    outcomeOfTransaction(await rpc({ type: "txn", txn: value }, signal)),
});

/** What a reply says about a transaction of micro-operations `M`. */
export function outcomeOfTransaction<M extends MicroOp>(
  reply: Reply,
): Outcome<TransactionSpec<M>, "txn"> {
  if (reply.type === "error") return outcomeOfError(reply);
  if (reply.type !== "txn_ok") return info("protocol", `unexpected ${reply.type}`);
  return ok(reply.txn as readonly M[]);
}
