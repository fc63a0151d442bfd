// One request to a node and its reply, over a mailbox where the harness is the network and over HTTP where it is not.
// Knows no operations.
import type { Connection, Node } from "../../cluster/api.ts";
import { HarnessError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { ERRORS, type Reply, type Request } from "./protocol.ts";

/** Sends a request, once. Rejects when the signal aborts, or when the outcome is not known for another reason. */
export type Rpc = (request: Request, signal: AbortSignal) => Promise<Reply>;

/** A client's way to a node. */
export function rpcOf(node: Node, client: string): Rpc {
  const connection = mailboxOf(node, client);
  if (connection !== null) {
    return async (request, signal) => (await connection.request({ ...request }, signal)) as Reply;
  }
  const url = `${node.address("http").url}/rpc`;
  return (request, signal) => post(url, { ...request }, signal);
}

function mailboxOf(node: Node, client: string): Connection | null {
  try {
    return node.connect(client);
  } catch (error) {
    if (error instanceof HarnessError && error.code === "unsupported") return null;
    throw error;
  }
}

async function post(
  url: string,
  body: Readonly<Record<string, Json>>,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const response = await fetch(url, { method: "POST", body: JSON.stringify(body), signal });
    return (await response.json()) as Reply;
  } catch (error) {
    if (!wasRefused(error)) throw error;
    return { type: "error", code: ERRORS.unavailable, text: "connection refused" };
  }
}

/** Nobody listens there: the request was certainly not taken. */
function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}
