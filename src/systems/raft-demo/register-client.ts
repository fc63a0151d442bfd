// The register workload's client of raft-demo: one request per operation, its reply told apart into what happened, what
// certainly did not, and what nobody knows.
import type { Handlers } from "../../core/client.ts";
import { fail, info, ok, preconditionFailed } from "../../core/op.ts";
import type { Key } from "../../core/op.ts";
import type { RegisterSpec, RegisterValue } from "../../core/specs/register.ts";
import { ERRORS, type Reply } from "./protocol.ts";
import type { Rpc } from "./rpc.ts";

/** Errors of the protocol that promise that nothing happened (Maelstrom's list); any other leaves it open. */
const DEFINITE: ReadonlySet<number> = new Set([1, 10, 11, 12, 14, 20, 21, 22, 30]);

/** The one register of workloads without keys. */
const ONLY_KEY = 0;

export function registerClient(rpc: Rpc): Handlers<RegisterSpec> {
  const keyOf = (key: Key | undefined): Key => key ?? ONLY_KEY;
  return {
    read: async (request, signal) => {
      const reply = await rpc({ type: "read", key: keyOf(request.key) }, signal);
      return reply.type === "read_ok" ? ok(reply.value as RegisterValue) : notOk(reply);
    },
    write: async (request, signal) => {
      const { value } = request;
      const reply = await rpc({ type: "write", key: keyOf(request.key), value }, signal);
      return reply.type === "write_ok" ? ok(value) : notOk(reply);
    },
    cas: async (request, signal) => {
      const [from, to] = request.value;
      const reply = await rpc({ type: "cas", key: keyOf(request.key), from, to }, signal);
      return reply.type === "cas_ok" ? ok(request.value) : notOk(reply);
    },
  };
}

function notOk(reply: Reply): ReturnType<typeof fail> | ReturnType<typeof info> {
  if (reply.type !== "error") return info("protocol", `unexpected reply ${reply.type}`);
  const { code, text } = reply;
  if (code === ERRORS.precondition) {
    return "seen" in reply ? preconditionFailed(text, reply.seen) : preconditionFailed(text);
  }
  const name = code === ERRORS.unavailable ? "unavailable" : `error-${String(code)}`;
  return DEFINITE.has(code) ? fail(name, text) : info(name, text);
}
