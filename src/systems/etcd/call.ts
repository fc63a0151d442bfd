// One call of etcd's gateway as a typed result: its whole answer, what certainly did not happen, or what nobody knows.
import type { Node } from "../../cluster/api.ts";
import { ok, type Outcome } from "../../core/op.ts";
import { outcomeOfReply, outcomeOfThrow } from "./errors.ts";
import { type GatewayReply, post } from "./gateway.ts";

export type NotOk = Exclude<Outcome, { readonly type: "ok" }>;
export type Called<T> = { readonly type: "ok"; readonly value: T } | NotOk;

/** Calls a node's gateway, once. The answer is etcd's own and whole; that it fits `T` is the word of the API. */
export type Call = <T>(path: string, body: unknown, signal: AbortSignal) => Promise<Called<T>>;

export function callOf(node: Node): Call {
  const { url } = node.address("client");
  return async <T>(path: string, body: unknown, signal: AbortSignal): Promise<Called<T>> => {
    try {
      const reply = await post(url, path, body, signal);
      return isAnswer(reply) ? ok(reply.body as T) : outcomeOfReply(reply.status, reply.body);
    } catch (error) {
      return outcomeOfThrow(error, signal.aborted);
    }
  };
}

/** Every answer of etcd's has a header; without it a body that was cut off would read as "nothing there". */
const isAnswer = ({ status, body }: GatewayReply): boolean =>
  status === 200 && typeof body === "object" && body !== null && "header" in body;
