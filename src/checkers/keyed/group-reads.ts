// Reads of groups of keys, each written at most once, as which of the keys each saw written. Knows no promise.
import { showValue, ValueTable } from "../models/value-table.ts";
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";

export interface GroupRead {
  readonly event: number;
  readonly call: number;
  /** By position among the group's keys: whether it was seen written. */
  readonly seen: readonly boolean[];
  /** How many were. */
  readonly size: number;
}

export interface Group {
  /** The keys, as people read them. */
  readonly keys: readonly string[];
  readonly reads: GroupRead[];
}

type Micro = readonly [key: number, value: unknown];

/** Ok reads, those of one set of keys together. Notes a doubt where a key has two values. */
export function groupReads(
  object: ObjectHistory,
  found: Findings,
  groupSize: number | undefined,
): readonly Group[] {
  const keys = new ValueTable();
  const values: string[] = [];
  const groups = new Map<string, Group>();
  for (const event of object.events) {
    if (object.isCall(event) || !object.isOk(event)) continue;
    const reads = readsOf(object, event, keys, found);
    if (reads === null) continue;
    if (groupSize !== undefined && reads.length !== groupSize)
      found.unreadable(event, `a read of ${String(reads.length)} keys, not ${String(groupSize)}`);
    for (const [key, value] of reads) noteValue(keys, values, key, value, found);
    const name = reads.map(([key]) => key).join(" ");
    const group = groups.get(name) ?? { keys: reads.map(([key]) => keys.show(key)), reads: [] };
    groups.set(name, group);
    const seen = reads.map(([, value]) => value !== null && value !== undefined);
    const size = seen.filter(Boolean).length;
    group.reads.push({ event, call: object.otherHalf(event), seen, size });
  }
  return [...groups.values()];
}

/** The reads of a transaction, by key; null where it writes. */
function readsOf(
  object: ObjectHistory,
  event: number,
  keys: ValueTable,
  found: Findings,
): readonly Micro[] | null {
  const value = object.value(event);
  if (!Array.isArray(value)) return found.unreadable(event, "no transaction");
  const reads: Micro[] = [];
  for (const micro of value as readonly unknown[]) {
    if (!Array.isArray(micro) || micro.length < 2) return found.unreadable(event, "no transaction");
    const [f, key, read] = micro as readonly unknown[];
    if (f === "w") return null;
    if (f !== "r") return found.unreadable(event, `a transaction with ${showValue(f)}`);
    reads.push([keys.idOf(key), read]);
  }
  return reads.sort(([a], [b]) => a - b);
}

function noteValue(
  keys: ValueTable,
  values: string[],
  key: number,
  value: unknown,
  found: Findings,
): void {
  if (value === null || value === undefined) return;
  const text = showValue(value);
  const known = values[key];
  if (known === undefined) values[key] = text;
  else if (known !== text)
    found.doubtThat(
      "unsupported",
      `key ${keys.show(key)} was written more than once, so its reads have no order`,
    );
}
