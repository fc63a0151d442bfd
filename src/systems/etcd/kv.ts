// etcd's keys in folders, each holding a number: listed, written and guarded by the revisions that they were last changed at.
// Knows no workload. Every function is one request.
import type { Node } from "../../cluster/api.ts";
import { type Key, ok } from "../../core/op.ts";
import { type Call, type Called, callOf } from "./call.ts";
import { readFailed } from "./errors.ts";
import { decode, encode } from "./gateway.ts";

/** Which reads: through the leader's quorum, or of the node's own state, which may be stale. */
export type Reads = "linearizable" | "serializable";

/** A key with its folder taken off, what it holds, and the revision that it was last changed at (decimal, as etcd has it). */
interface Item {
  readonly name: string;
  readonly value: number;
  readonly modRevision: string;
}

/** Must hold for a transaction to write: the key was last changed at that revision; "0": it is not there. */
interface Guard {
  readonly key: string;
  readonly modRevision: string;
}

/** Null deletes. */
interface Change {
  readonly key: string;
  readonly value: number | null;
}

interface Header {
  readonly header: { readonly revision?: string };
}

interface RangeReply {
  readonly kvs?: readonly {
    readonly key: string;
    readonly value: string;
    readonly mod_revision: string;
  }[];
}

export interface Kv {
  /** All items of a folder at one revision, in the order of their keys; a failure is certain: nothing was observed. */
  list(folder: string, signal: AbortSignal): Promise<Called<readonly Item[]>>;
  /** The item of a folder that has been there for longest. */
  oldest(folder: string, signal: AbortSignal): Promise<Called<Item | null>>;
  /** The revision that it got. */
  put(key: string, value: number, signal: AbortSignal): Promise<Called<number>>;
  /** The revision that it got; null when nothing was there. */
  remove(key: string, signal: AbortSignal): Promise<Called<number | null>>;
  /** All changes at one revision, or none: null when a guard did not hold. */
  change(
    guards: readonly Guard[],
    changes: readonly Change[],
    signal: AbortSignal,
  ): Promise<Called<number | null>>;
}

/** `/faultline/set/s1/`: where a workload keeps one of its objects. */
export const folderOf = (workload: string, key: Key = "only"): string =>
  `/faultline/${workload}/${String(key)}/`;

/** The range of all keys in a folder, whose name ends with a slash. */
export const rangeOf = (folder: string): { readonly key: string; readonly range_end: string } => ({
  key: encode(folder),
  range_end: encode(`${folder.slice(0, -1)}0`),
});

export function kvOf(node: Node, reads: Reads): Kv {
  const call = callOf(node);
  const range = { serializable: reads === "serializable" };
  return {
    list: (folder, signal) => listed(call, folder, range, signal),
    async oldest(folder, signal) {
      const first = { ...range, limit: "1", sort_target: "CREATE", sort_order: "ASCEND" };
      const found = await listed(call, folder, first, signal);
      return found.type === "ok" ? ok(found.value[0] ?? null) : found;
    },
    async put(key, value, signal) {
      const reply = await call<Header>("/v3/kv/put", putOf(key, value), signal);
      return reply.type === "ok" ? ok(revisionOf(reply.value)) : reply;
    },
    async remove(key, signal) {
      const path = "/v3/kv/deleterange";
      const body = { key: encode(key) };
      const reply = await call<Header & { readonly deleted?: string }>(path, body, signal);
      if (reply.type !== "ok") return reply;
      return ok((reply.value.deleted ?? "0") === "0" ? null : revisionOf(reply.value));
    },
    async change(guards, changes, signal) {
      const body = { compare: guards.map(guardOf), success: changes.map(changeOf) };
      const reply = await call<Header & { readonly succeeded?: boolean }>(
        "/v3/kv/txn",
        body,
        signal,
      );
      if (reply.type !== "ok") return reply;
      return ok(reply.value.succeeded === true ? revisionOf(reply.value) : null);
    },
  };
}

async function listed(
  call: Call,
  folder: string,
  how: object,
  signal: AbortSignal,
): Promise<Called<readonly Item[]>> {
  const reply = await call<RangeReply>("/v3/kv/range", { ...rangeOf(folder), ...how }, signal);
  if (reply.type !== "ok") return readFailed(reply);
  const items = (reply.value.kvs ?? []).map(({ key, value, mod_revision }) => ({
    name: decode(key).slice(folder.length),
    value: Number(decode(value)),
    modRevision: mod_revision,
  }));
  return ok(items);
}

const revisionOf = ({ header }: Header): number => Number(header.revision);

const putOf = (key: string, value: number): unknown => ({
  key: encode(key),
  value: encode(String(value)),
});

const guardOf = ({ key, modRevision }: Guard): unknown => ({
  key: encode(key),
  target: "MOD",
  result: "EQUAL",
  mod_revision: modRevision,
});

const changeOf = ({ key, value }: Change): unknown =>
  value === null
    ? { request_delete_range: { key: encode(key) } }
    : { request_put: putOf(key, value) };
