// A register per key on etcd: read by range, write by put, cas by a transaction. Null is the absence of the key.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { info, type Key, ok, preconditionFailed } from "../../core/op.ts";
import type { RegisterSpec, RegisterValue } from "../../core/specs/register.ts";
import { callOf } from "./call.ts";
import { readFailed } from "./errors.ts";
import { decode, encode } from "./gateway.ts";
import type { Reads } from "./kv.ts";

/** The gateway's JSON of a range: no `kvs` where nothing was found. */
interface RangeReply {
  readonly kvs?: readonly { readonly value?: string }[];
}

interface TxnReply {
  readonly succeeded?: boolean;
  readonly responses?: readonly { readonly response_range?: RangeReply }[];
}

/** The handlers of one process's client; every call has a connection of its own. */
export function registerClient(node: Node, reads: Reads): Handlers<RegisterSpec> {
  const call = callOf(node);
  return {
    async read(request, signal) {
      const range = { key: keyOf(request.key), serializable: reads === "serializable" };
      const reply = await call<RangeReply>("/v3/kv/range", range, signal);
      return reply.type === "ok" ? ok(valueOf(reply.value)) : readFailed(reply);
    },
    async write(request, signal) {
      const key = keyOf(request.key);
      const reply =
        request.value === null
          ? await call("/v3/kv/deleterange", { key }, signal)
          : await call("/v3/kv/put", { key, value: encodeValue(request.value) }, signal);
      return reply.type === "ok" ? ok(request.value) : reply;
    },
    async cas(request, signal) {
      const [expected, next] = request.value;
      const reply = await call<TxnReply>(
        "/v3/kv/txn",
        casOf(keyOf(request.key), expected, next),
        signal,
      );
      if (reply.type !== "ok") return reply;
      const { succeeded, responses } = reply.value;
      if (succeeded === true) return ok(request.value);
      const found = responses?.[0]?.response_range;
      if (found === undefined) return info("malformed", "the transaction's reply has no range");
      return preconditionFailed(`expected ${JSON.stringify(expected)}`, valueOf(found));
    },
  };
}

const casOf = (key: string, expected: RegisterValue, next: RegisterValue): unknown => ({
  compare: [
    expected === null
      ? { key, target: "CREATE", result: "EQUAL", create_revision: "0" }
      : { key, target: "VALUE", result: "EQUAL", value: encodeValue(expected) },
  ],
  success: [
    next === null
      ? { request_delete_range: { key } }
      : { request_put: { key, value: encodeValue(next) } },
  ],
  failure: [{ request_range: { key } }],
});

const keyOf = (key: Key | undefined): string => encode(`/faultline/${String(key ?? "register")}`);

const encodeValue = (value: RegisterValue): string => encode(JSON.stringify(value));

function valueOf(range: RangeReply): RegisterValue {
  const value = range.kvs?.[0]?.value;
  return value === undefined ? null : (JSON.parse(decode(value)) as RegisterValue);
}
