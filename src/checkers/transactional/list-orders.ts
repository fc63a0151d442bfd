// Version orders of lists: every read shows the order of all appends before it, so the longest read of a key (its spine) is
// the order, and every other read must be a prefix of it. Adya's version order, observed; Kingsbury & Alvaro, VLDB 2020, §4.
import { bytes, copied, ints } from "./columns.ts";
import { NIL, NONE, READ, STATUS, type Transactions } from "./ingest.ts";

/** What the reads of a history say about the order of appends. */
export interface ListOrders {
  /** Versions of key k in order, without repetitions, are `spine[spineStart[k]]` to `spine[spineStart[k + 1]]`; `NONE` was never written. */
  readonly spineStart: Int32Array;
  readonly spine: Int32Array;
  /** Position of a version in its key's spine; `NONE` when no spine shows it. */
  readonly position: Int32Array;
  /** Appends of key k that no spine shows and that did not fail: they come after the spine. */
  readonly unreadStart: Int32Array;
  readonly unread: Int32Array;
  /** Per micro-operation, the last version a read saw: a version, `NIL`, or `NONE` for what nobody wrote. */
  readonly seen: Int32Array;
  /** The read that is the spine, per key; `NONE` without one. */
  readonly longest: Int32Array;
  /** 1 where a read is a prefix of its key's spine, as it must be. */
  readonly isPrefix: Uint8Array;
}

/** Infers the orders; says nothing about what contradicts them (see list-anomalies.ts). */
export function listOrders(txns: Transactions): ListOrders {
  const longest = longestReads(txns);
  const spines = spinesOf(txns, longest);
  const { isPrefix, seen } = compareReads(txns, longest, spines);
  return { longest, isPrefix, seen, ...spines, ...unreadOf(txns, spines.position) };
}

function longestReads({ keys, kind, key, lengths }: Transactions): Int32Array {
  const longest = ints(keys.length).fill(NONE);
  const length = ints(keys.length);
  for (let micro = 0; micro < kind.length; micro++) {
    const size = lengths[micro] as number;
    const of = key[micro] as number;
    if (size <= (length[of] as number)) continue;
    length[of] = size;
    longest[of] = micro;
  }
  return longest;
}

/** A prefix of a spine without repetitions ends where the spine says; only other reads must be looked up. */
function compareReads(
  { kind, key, lists, lengths, versions }: Transactions,
  longest: Int32Array,
  { spine, spineStart }: Pick<ListOrders, "spineStart" | "spine">,
): Pick<ListOrders, "isPrefix" | "seen"> {
  const isPrefix = bytes(kind.length);
  const seen = ints(kind.length).fill(NONE);
  for (let micro = 0; micro < kind.length; micro++) {
    if (kind[micro] !== READ) continue;
    const size = lengths[micro] as number;
    if (size === 0) {
      seen[micro] = NIL;
      isPrefix[micro] = 1;
      continue;
    }
    const of = key[micro] as number;
    const list = lists[micro] as readonly unknown[];
    const whole = lists[longest[of] as number] as readonly unknown[];
    const start = spineStart[of] as number;
    if (startsWith(whole, list)) isPrefix[micro] = 1;
    seen[micro] =
      isPrefix[micro] === 1 && whole.length === (spineStart[of + 1] as number) - start
        ? (spine[start + size - 1] as number)
        : versions.find(of, list[size - 1]);
  }
  return { isPrefix, seen };
}

export function startsWith(list: readonly unknown[], prefix: readonly unknown[]): boolean {
  if (list === prefix) return true;
  if (prefix.length > list.length) return false;
  for (let i = prefix.length - 1; i >= 0; i--) if (prefix[i] !== list[i]) return false;
  return true;
}

function spinesOf(
  { keys, lists, lengths, versions }: Transactions,
  longest: Int32Array,
): Pick<ListOrders, "spineStart" | "spine" | "position"> {
  const spineStart = ints(keys.length + 1);
  const position = ints(versions.size).fill(NONE);
  let capacity = 0;
  for (const micro of longest) capacity += micro === NONE ? 0 : (lengths[micro] as number);
  const spine = ints(capacity);
  let end = 0;
  for (let key = 0; key < keys.length; key++) {
    const micro = longest[key] as number;
    const start = end;
    for (const value of micro === NONE ? [] : (lists[micro] ?? [])) {
      const version = versions.find(key, value);
      if (version !== NONE && position[version] !== NONE) continue;
      if (version !== NONE) position[version] = end - start;
      spine[end++] = version;
    }
    spineStart[key + 1] = end;
  }
  return { spineStart, spine: spine.subarray(0, end), position };
}

function unreadOf(
  { keys, versions, writer, status }: Transactions,
  position: Int32Array,
): Pick<ListOrders, "unreadStart" | "unread"> {
  const isUnread = (version: number): boolean =>
    position[version] === NONE && status[writer[version] as number] !== STATUS.fail;
  const unreadStart = ints(keys.length + 1);
  for (let version = 0; version < versions.size; version++) {
    const next = versions.keyOf(version) + 1;
    if (isUnread(version)) unreadStart[next] = (unreadStart[next] as number) + 1;
  }
  for (let key = 0; key < keys.length; key++)
    unreadStart[key + 1] = (unreadStart[key + 1] as number) + (unreadStart[key] as number);
  const cursor = copied(unreadStart);
  const unread = ints(unreadStart[keys.length] as number);
  for (let version = 0; version < versions.size; version++) {
    if (!isUnread(version)) continue;
    const key = versions.keyOf(version);
    const at = cursor[key] as number;
    unread[at] = version;
    cursor[key] = at + 1;
  }
  return { unreadStart, unread };
}
