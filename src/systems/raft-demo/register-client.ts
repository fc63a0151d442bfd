// The register workload's client of raft-demo: one request per operation, and what its reply says.
import type { Handlers } from "../../core/client.ts";
import {
  type Fn,
  info,
  ok,
  type Outcome,
  type Request as Operation,
  type RequestOf,
} from "../../core/op.ts";
import type { RegisterSpec, RegisterValue } from "../../core/specs/register.ts";
import { outcomeOfError } from "./errors.ts";
import type { Reply, Request } from "./protocol.ts";
import type { Rpc } from "./rpc.ts";

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
