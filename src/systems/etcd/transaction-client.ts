// Transactions over lists and over registers on etcd. First all keys that matter are read, at one revision; then what follows is
// written, on the condition that none of them has changed since. Where one has, the transaction failed: nothing is tried again.
import type { Node } from "../../cluster/api.ts";
import type { Handlers } from "../../core/client.ts";
import { fail, type Key, ok } from "../../core/op.ts";
import type {
  ListMicroOp,
  RegisterMicroOp,
  TransactionSpec,
} from "../../core/specs/transactions.ts";
import { callOf } from "./call.ts";
import { readFailed } from "./errors.ts";
import { decode, encode } from "./gateway.ts";
import { folderOf, type Reads } from "./kv.ts";

type MicroOp = ListMicroOp | RegisterMicroOp;
type State = ListMicroOp[2] | RegisterMicroOp[2];

/** What a key held, and the revision that put it there; "0" where there was nothing. */
interface Seen {
  readonly state: State;
  readonly revision: string;
}

type Snapshot = ReadonlyMap<Key, Seen>;

/** The gateway's JSON: what is empty or false is left out. */
interface TxnReply {
  readonly succeeded?: boolean;
  readonly responses?: readonly {
    readonly response_range?: {
      readonly kvs?: readonly { readonly value: string; readonly mod_revision: string }[];
    };
  }[];
}

const TXN = "/v3/kv/txn";

/** The handlers of one process's client; every call has a connection of its own. */
export function transactionClient<M extends MicroOp>(
  node: Node,
  reads: Reads,
): Handlers<TransactionSpec<M>> {
  const call = callOf(node);
  return {
    async txn({ value }, signal) {
      const keys = keysThatMatter(value);
      const read =
        keys.length === 0
          ? ok<TxnReply>({})
          : await call<TxnReply>(TXN, readOf(keys, reads), signal);
      // Nothing was written yet, so it certainly did not happen.
      if (read.type !== "ok") return readFailed(read);
      const snapshot = snapshotOf(keys, read.value);
      if (snapshot === null) return fail("malformed", "the reply has not a range for each key");
      const { answer, changes } = carryOut(value, snapshot);
      const answered = ok(answer as readonly M[]);
      if (changes.size === 0) return answered;
      const written = await call<TxnReply>(TXN, guardedWrite(snapshot, changes), signal);
      if (written.type !== "ok") return written;
      return written.value.succeeded === true
        ? answered
        : fail("conflict", "a key has changed since it was read");
    },
  };
}

/** All but those that are only overwritten: these need neither be known nor guarded. */
const keysThatMatter = (txn: readonly MicroOp[]): readonly Key[] => [
  ...new Set(txn.flatMap(([f, key]) => (f === "w" ? [] : [key]))),
];

/** One read-only transaction is one revision. */
const readOf = (keys: readonly Key[], reads: Reads): unknown => ({
  success: keys.map((key) => ({
    request_range: { key: nameOf(key), serializable: reads === "serializable" },
  })),
});

/** Null where the reply leaves out what a key holds. */
function snapshotOf(keys: readonly Key[], { responses = [] }: TxnReply): Snapshot | null {
  const snapshot = new Map<Key, Seen>();
  for (const [position, key] of keys.entries()) {
    const range = responses[position]?.response_range;
    if (range === undefined) return null;
    const [found] = range.kvs ?? [];
    const state = found === undefined ? null : (JSON.parse(decode(found.value)) as State);
    snapshot.set(key, { state, revision: found?.mod_revision ?? "0" });
  }
  return snapshot;
}

function carryOut(
  txn: readonly MicroOp[],
  snapshot: Snapshot,
): { readonly answer: readonly MicroOp[]; readonly changes: ReadonlyMap<Key, State> } {
  const changes = new Map<Key, State>();
  const now = (key: Key): State => changes.get(key) ?? snapshot.get(key)?.state ?? null;
  const answer = txn.map((micro): MicroOp => {
    const [f, key, argument] = micro;
    if (f === "r") return [f, key, now(key)] as MicroOp;
    changes.set(key, f === "w" ? argument : [...((now(key) ?? []) as readonly number[]), argument]);
    return micro;
  });
  return { answer, changes };
}

const guardedWrite = (snapshot: Snapshot, changes: ReadonlyMap<Key, State>): unknown => ({
  compare: [...snapshot].map(([key, { revision }]) => ({
    key: nameOf(key),
    target: "MOD",
    result: "EQUAL",
    mod_revision: revision,
  })),
  success: [...changes].map(([key, state]) => ({
    request_put: { key: nameOf(key), value: encode(JSON.stringify(state)) },
  })),
});

const nameOf = (key: Key): string => encode(`${folderOf("transactions")}${String(key)}`);
