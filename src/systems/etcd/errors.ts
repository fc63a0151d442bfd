// What an error of etcd's says about the request: certainly not carried out, or nobody knows. When in doubt: nobody knows.
import { fail, info, type OpError } from "../../core/op.ts";

type NotOk =
  | { readonly type: "fail"; readonly error: OpError }
  | { readonly type: "info"; readonly error: OpError };

/**
 * Messages with which etcd 3.4 refuses a write before it proposes it to Raft (server/v3_server.go
 * `processInternalRaftRequestOnce`, api/v3rpc/key.go `checkPutRequest` and `checkTxnRequest`, api/v3rpc/interceptor.go),
 * and the code that they get. All others may come after the proposal, so they say nothing: "request timed out",
 * "leader changed", "server stopped"; and "database space exceeded", which is also said of a put that was applied
 * (apply.go, `quotaApplierV3`).
 */
const REFUSALS: readonly (readonly [message: RegExp, code: string])[] = [
  [/^etcdserver: too many requests$/, "overloaded"],
  [/^etcdserver: no leader$/, "no-leader"],
  [/^raft proposal dropped$/, "no-leader"],
  [/^etcdserver: request is too large$/, "rejected"],
  [/^etcdserver: key is not provided$/, "rejected"],
  [/^etcdserver: value is provided$/, "rejected"],
  [/^etcdserver: too many operations in txn request$/, "rejected"],
  [/^etcdserver: duplicate key given in txn request$/, "rejected"],
];

/** The outcome of a mutation that the gateway answered with an error. */
export function outcomeOfReply(status: number, body: unknown): NotOk {
  const message = messageOfBody(body);
  const refusal = REFUSALS.find(([pattern]) => pattern.test(message));
  if (refusal !== undefined) return fail(refusal[1], message);
  return info(codeOf(message), `HTTP ${String(status)}: ${message}`);
}

/** The outcome of a mutation whose request broke. Certain only where no connection came about. */
export function outcomeOfThrow(thrown: unknown, aborted: boolean): NotOk {
  const cause = causeOf(thrown);
  if (cause.syscall === "connect" || cause.code === "UND_ERR_CONNECT_TIMEOUT") {
    return fail("connection", `no connection: ${cause.message}`);
  }
  if (aborted) return info("timeout", "no answer before the deadline");
  return info("connection", `the connection broke: ${cause.message}`);
}

/** A read changes nothing: whatever became of it, it certainly observed nothing. */
export const readFailed = ({ error }: NotOk): NotOk => ({ type: "fail", error });

function codeOf(message: string): string {
  if (/timed out|deadline exceeded/.test(message)) return "timeout";
  if (/leader/.test(message)) return "leader-changed";
  return "unavailable";
}

function messageOfBody(body: unknown): string {
  if (typeof body === "string") return body.trim();
  const { message, error } = (body ?? {}) as {
    readonly message?: unknown;
    readonly error?: unknown;
  };
  if (typeof message === "string") return message;
  return typeof error === "string" ? error : JSON.stringify(body);
}

interface Cause {
  readonly message: string;
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/** fetch throws a TypeError whose cause is the socket's error. */
function causeOf(thrown: unknown): Cause {
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  return thrown.cause instanceof Error ? thrown.cause : thrown;
}
