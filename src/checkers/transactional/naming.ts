// How sentences name transactions, versions and lists. A transaction is T and the index of its invocation in the history.
import { NIL, NONE, READ, type Transactions } from "./ingest.ts";

/** Elements of a list that a sentence shows. */
const MAX_SHOWN = 12;

export const nameOf = (txns: Transactions, txn: number): string => {
  const call = txns.call[txn] as number;
  return `T${String(call === NONE ? (txns.ret[txn] as number) : call)}`;
};

export const keyName = (txns: Transactions, key: number): string => String(txns.keys[key]);

export const valueName = (txns: Transactions, version: number): string =>
  version === NIL ? "nil" : String(txns.versions.valueOf(version));

/** `[1 2 3]`, with the middle left out where it is long. */
export function listName(list: readonly unknown[] | null): string {
  if (list === null) return "nil";
  const show = (part: readonly unknown[]): string => part.map(String).join(" ");
  if (list.length <= MAX_SHOWN) return `[${show(list)}]`;
  return `[${show(list.slice(0, 3))} … ${show(list.slice(3 - MAX_SHOWN))}]`;
}

/** The read of `key` by `txn` that showed `list`, in words: `T7's read of x, [1 2 3]`. */
export const readName = (txns: Transactions, txn: number, micro: number): string =>
  `${nameOf(txns, txn)}'s read of ${keyName(txns, txns.key[micro] as number)}, ${
    txns.kind[micro] === READ ? listName(txns.lists[micro] ?? null) : "?"
  }`;
