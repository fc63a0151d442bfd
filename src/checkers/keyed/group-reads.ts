// Reads of groups of keys, each written at most once, as which of the keys each saw written. Knows no promise.
import { showValue } from "../models/value-table.ts";
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";

export interface GroupRead {
  readonly event: number;
  readonly call: number;
  /** The group's keys, sorted. */
  readonly keys: readonly string[];
  /** By position in `keys`: whether it was seen written. */
  readonly seen: readonly boolean[];
  /** How many were. */
  readonly size: number;
  /** How many keys the group has. */
  readonly group: number;
}

type Micro = readonly [f: string, key: string, value: unknown];

/** Ok reads, those of one set of keys together. Notes a doubt where a key has two values. */
export function groupReads(
  object: ObjectHistory,
  found: Findings,
  groupSize: number | undefined,
): readonly (readonly GroupRead[])[] {
  const groups = new Map<string, GroupRead[]>();
  const values = new Map<string, unknown>();
  for (const event of object.events) {
    if (object.isCall(event) || !object.isOk(event)) continue;
    const txn = txnOf(object, event, found);
    if (txn.some(([f]) => f === "w")) continue;
    const reads = txn.toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (groupSize !== undefined && reads.length !== groupSize)
      found.unreadable(event, `a read of ${String(reads.length)} keys, not ${String(groupSize)}`);
    for (const [, key, value] of reads) noteValue(values, key, value, found);
    const read = readOf(object, event, reads);
    const name = JSON.stringify(read.keys);
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(read);
  }
  return [...groups.values()];
}

function readOf(object: ObjectHistory, event: number, reads: readonly Micro[]): GroupRead {
  const seen = reads.map(([, , value]) => value !== null && value !== undefined);
  const size = seen.filter(Boolean).length;
  const keys = reads.map(([, key]) => key);
  return { event, call: object.otherHalf(event), keys, seen, size, group: seen.length };
}

function txnOf(object: ObjectHistory, event: number, found: Findings): readonly Micro[] {
  const value = object.value(event);
  if (!Array.isArray(value)) return found.unreadable(event, "no transaction");
  return value.map((micro: unknown): Micro => {
    if (!Array.isArray(micro) || micro.length < 2) return found.unreadable(event, "no transaction");
    const [f, key, read] = micro as readonly unknown[];
    if (f !== "r" && f !== "w")
      return found.unreadable(event, `a transaction with ${showValue(f)}`);
    return [f, showValue(key), read];
  });
}

function noteValue(
  values: Map<string, unknown>,
  key: string,
  value: unknown,
  found: Findings,
): void {
  if (value === null || value === undefined) return;
  const text = showValue(value);
  const known = values.get(key);
  if (known === undefined) values.set(key, text);
  else if (known !== text)
    found.doubtThat(
      "unsupported",
      `key ${key} was written more than once, so its reads have no order`,
    );
}
