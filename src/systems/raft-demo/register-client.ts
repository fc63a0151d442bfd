// The register workload's client of raft-demo: one request per operation, its reply told apart into what happened, what
// certainly did not, and what nobody knows.
import type { Handlers } from "../../core/client.ts";
import {
  fail,
  type Fn,
  info,
  ok,
  type Outcome,
  preconditionFailed,
  type Request as Operation,
  type RequestOf,
} from "../../core/op.ts";
import type { RegisterSpec, RegisterValue } from "../../core/specs/register.ts";
import { ERRORS, type Reply, type Request } from "./protocol.ts";
import type { Rpc } from "./rpc.ts";

/** Errors of the protocol that promise that nothing happened (Maelstrom's list); any other leaves it open. */
const DEFINITE: ReadonlySet<number> = new Set([1, 10, 11, 12, 14, 20, 21, 22, 30]);

/** The one register of workloads without keys. */
const ONLY_KEY = 0;

export function registerClient(rpc: Rpc): Handlers<RegisterSpec> {
  const handler =
    <F extends Fn<RegisterSpec>>() =>
    async (operation: RequestOf<RegisterSpec, F>, signal: AbortSignal) => {
      const asked = operation as Operation<RegisterSpec>;
      return outcomeOf(asked, await rpc(requestOf(asked), signal)) as Outcome<RegisterSpec, F>;
    };
  return { read: handler<"read">(), write: handler<"write">(), cas: handler<"cas">() };
}

/** What the node is sent for an operation. */
export function requestOf(operation: Operation<RegisterSpec>): Request {
  const key = operation.key ?? ONLY_KEY;
  switch (operation.f) {
    case "read":
      return { type: "read", key };
    case "write":
      return { type: "write", key, value: operation.value };
    case "cas":
      return { type: "cas", key, from: operation.value[0], to: operation.value[1] };
  }
}

/** What a reply says about its operation. */
export function outcomeOf(operation: Operation<RegisterSpec>, reply: Reply): Outcome {
  if (reply.type === "error") return outcomeOfError(reply);
  if (reply.type !== `${operation.f}_ok`) return info("protocol", `unexpected ${reply.type}`);
  return ok(reply.type === "read_ok" ? (reply.value as RegisterValue) : operation.value);
}

function outcomeOfError(reply: Extract<Reply, { type: "error" }>): Outcome {
  const { code, text } = reply;
  if (code === ERRORS.precondition) {
    return "seen" in reply ? preconditionFailed(text, reply.seen) : preconditionFailed(text);
  }
  const name = code === ERRORS.unavailable ? "unavailable" : `error-${String(code)}`;
  return DEFINITE.has(code) ? fail(name, text) : info(name, text);
}
