// What an error reply of raft-demo says about the operation: certainly not carried out, or nobody knows.
import { fail, info, type OpError, preconditionFailed } from "../../core/op.ts";
import { ERRORS, type Reply } from "./protocol.ts";

type NotOk = { readonly type: "fail" | "info"; readonly error: OpError };

/** Errors of the protocol that promise that nothing happened (Maelstrom's list); any other leaves it open. */
const DEFINITE: ReadonlySet<number> = new Set([1, 10, 11, 12, 14, 20, 21, 22, 30]);

export function outcomeOfError(reply: Extract<Reply, { type: "error" }>): NotOk {
  const { code, text } = reply;
  if (code === ERRORS.precondition) {
    return "seen" in reply ? preconditionFailed(text, reply.seen) : preconditionFailed(text);
  }
  const name = code === ERRORS.unavailable ? "unavailable" : `error-${String(code)}`;
  return DEFINITE.has(code) ? fail(name, text) : info(name, text);
}
