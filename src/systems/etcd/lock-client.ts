// Locks on etcd, and a value that each protects: a key with a lease is the lock, the revision at which it was made the token.
// Fenced, a write is a transaction that finds the lock still at the holder's token; unfenced, holders trust their memory.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { type Key, ok, preconditionFailed } from "../../core/op.ts";
import type { LockSpec, ProtectedValue } from "../../core/specs/lock.ts";
import { type Call, type Called, callOf } from "./call.ts";
import { readFailed } from "./errors.ts";
import { decode, encode } from "./gateway.ts";
import { folderOf } from "./kv.ts";

/** Whether writes carry the holder's token. */
export type Locks = "fenced" | "unfenced";

/** The least that etcd grants with its default timing. Nobody keeps a lease alive: holders are done long before, or pause. */
const LEASE_SECONDS = 2;

/** The revision of a key that is not there. */
const NOT_THERE = "0";

interface Range {
  readonly kvs?: readonly { readonly value: string }[];
}

interface Txn {
  readonly header: { readonly revision: string };
  readonly succeeded?: boolean;
}

/** What this process believes to hold: keys of locks and their tokens, decimal. */
type Believed = Map<Key | undefined, string>;

export function lockClient(node: Node, locks: Locks): Handlers<LockSpec> {
  const call = callOf(node);
  const tokens: Believed = new Map();
  return {
    async acquire({ key }, signal) {
      const acquired = await acquire(call, lockOf(key), signal);
      if (acquired.type !== "ok") return acquired;
      if (acquired.value === null) return preconditionFailed("somebody holds it");
      tokens.set(key, acquired.value);
      return ok(locks === "fenced" ? Number(acquired.value) : null);
    },
    async release({ key }, signal) {
      const token = tokens.get(key);
      if (token === undefined) return preconditionFailed("this process does not hold it");
      const remove = { request_delete_range: { key: lockOf(key) } };
      const released = await changeIf(call, lockOf(key), token, remove, signal);
      if (released.type !== "ok") return released;
      tokens.delete(key);
      return released.value === null ? preconditionFailed("its lease had run out") : ok(null);
    },
    async read({ key }, signal) {
      const reply = await call<Range>("/v3/kv/range", { key: valueOf(key) }, signal);
      if (reply.type !== "ok") return readFailed(reply);
      const value = reply.value.kvs?.[0]?.value;
      return ok(value === undefined ? null : (JSON.parse(decode(value)) as ProtectedValue));
    },
    async write({ key, value }, signal) {
      const token = tokens.get(key);
      if (token === undefined) return preconditionFailed("this process does not hold it");
      const put = { key: valueOf(key), value: encode(JSON.stringify(value)) };
      if (locks === "unfenced") {
        const reply = await call("/v3/kv/put", put, signal);
        return reply.type === "ok" ? ok(value) : reply;
      }
      const written = await changeIf(call, lockOf(key), token, { request_put: put }, signal);
      if (written.type !== "ok") return written;
      return written.value === null
        ? preconditionFailed("fenced off: its lease had run out")
        : ok(value);
    },
  };
}

/** The token, or null when somebody else holds it. */
async function acquire(
  call: Call,
  lock: string,
  signal: AbortSignal,
): Promise<Called<string | null>> {
  const found = await call<Range>("/v3/kv/range", { key: lock }, signal);
  if (found.type !== "ok") return readFailed(found);
  if ((found.value.kvs ?? []).length > 0) return ok(null);
  const lease = { TTL: String(LEASE_SECONDS), ID: "0" };
  const granted = await call<{ readonly ID: string }>("/v3/lease/grant", lease, signal);
  // A lease that nothing is tied to holds no lock.
  if (granted.type !== "ok") return readFailed(granted);
  const put = { request_put: { key: lock, value: encode("held"), lease: granted.value.ID } };
  return changeIf(call, lock, NOT_THERE, put, signal);
}

/** Does it if the lock was last changed at that revision; the revision that this got, or null. */
async function changeIf(
  call: Call,
  lock: string,
  revision: string,
  request: object,
  signal: AbortSignal,
): Promise<Called<string | null>> {
  const guard = { key: lock, target: "MOD", result: "EQUAL", mod_revision: revision };
  const reply = await call<Txn>("/v3/kv/txn", { compare: [guard], success: [request] }, signal);
  if (reply.type !== "ok") return reply;
  return ok(reply.value.succeeded === true ? reply.value.header.revision : null);
}

const lockOf = (key: Key | undefined): string => encode(`${folderOf("lock", key)}holder`);
const valueOf = (key: Key | undefined): string => encode(`${folderOf("lock", key)}value`);
