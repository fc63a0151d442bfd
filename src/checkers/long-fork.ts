// The `long-fork` checker: all reads of a group of keys, each written once, fit one order of the writes, as jepsen.tests.long-fork.
// Two reads that each see a write the other lacks are a long fork, which parallel snapshot isolation allows.
import type { Checker } from "./checker.ts";
import type { Findings } from "./keyed/findings.ts";
import { type Group, type GroupRead, groupReads } from "./keyed/group-reads.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";

export interface LongForkOptions extends KeyedOptions {
  /** Keys in a group; reads of more or fewer are refused. Any number when left out. */
  readonly groupSize?: number;
}

/** Transactions of one kind: `[["r", key, value], …]` over all keys of a group, or `[["w", key, value]]`. */
export const longFork = (options: LongForkOptions = {}): Checker =>
  keyedChecker(
    {
      name: "long-fork",
      functions: ["read", "write", "txn"],
      observations: "reads",
      whole: true,
      judge: (object, found) => {
        judge(object, found, options.groupSize);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, groupSize: number | undefined): void {
  const groups = groupReads(object, found, groupSize);
  let [reads, early, late] = [0, 0, 0];
  for (const group of groups) {
    noteForks(group, found);
    reads += group.reads.length;
    for (const { size } of group.reads) {
      if (size === 0) early++;
      if (size === group.keys.length) late++;
    }
  }
  found.observations += reads;
  found.count("reads", reads);
  found.count("earlyReads", early);
  found.count("lateReads", late);
}

/** Reads that fit one order form a chain under inclusion: in order of size each contains the one before. O(reads × keys). */
function noteForks(group: Group, found: Findings): void {
  const bySize: GroupRead[][] = [];
  for (const read of group.reads) (bySize[read.size] ??= []).push(read);
  let before: GroupRead | null = null;
  for (const read of bySize.flat()) {
    if (before !== null && !contains(read, before)) noteFork(group, before, read, found);
    before = read;
  }
}

const contains = ({ seen }: GroupRead, { seen: smaller }: GroupRead): boolean =>
  smaller.every((isThere, key) => !isThere || seen[key] === true);

function noteFork({ keys }: Group, a: GroupRead, b: GroupRead, found: Findings): void {
  const only = (one: GroupRead, other: GroupRead): string =>
    String(keys[one.seen.findIndex((isThere, key) => isThere && other.seen[key] !== true)]);
  found.count("forks", 1);
  found.list("forkEvents", () => [a.event, b.event].sort((x, y) => x - y));
  found.anomaly("long-fork", () => ({
    says: `the read at event ${String(a.event)} saw the write of ${only(a, b)} and not that of ${only(b, a)}; the one at event ${String(b.event)} the other way round`,
    ops: [a.call, b.call],
  }));
}
