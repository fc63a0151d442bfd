// The `causal-reverse` checker: who sees a write sees every write that was acknowledged before it was called, as
// jepsen.tests.causal-reverse: what strict serializability forbids and serializability allows. An object per key.
import type { Checker } from "./checker.ts";
import { ElementLists } from "./keyed/element-lists.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { WrittenValues } from "./keyed/written-values.ts";

const WRITES = ["write", "add"] as const;

/** `write` (or `add`) a value; `read` answers with the list of all that it sees. */
export const causalReverse = (options: KeyedOptions = {}): Checker =>
  keyedChecker(
    { name: "causal-reverse", functions: [...WRITES, "read"], observations: "reads", judge },
    options,
  );

function judge(object: ObjectHistory, found: Findings): void {
  const written = new WrittenValues(object, WRITES);
  const acknowledged = written.ok
    .flatMap((event, id) => (event === -1 ? [] : [id]))
    .sort((a, b) => (written.ok[a] as number) - (written.ok[b] as number));
  const lists = new ElementLists(object, written, found);
  let reads = 0;
  for (const event of object.events) {
    if (object.isCall(event) || object.f(event) !== "read" || !object.isOk(event)) continue;
    reads++;
    judgeRead({ object, written, acknowledged, lists, event }, found);
  }
  found.observations += reads;
  found.count("reads", reads);
  found.count("writes", written.size);
}

interface Read {
  readonly object: ObjectHistory;
  readonly written: WrittenValues;
  /** Ids in the order of their acknowledgements. */
  readonly acknowledged: readonly number[];
  readonly lists: ElementLists;
  readonly event: number;
}

/** The latest-called write that a read sees asks for the most: all that was acknowledged before it was called. */
function judgeRead(read: Read, found: Findings): void {
  const { written, acknowledged, lists, event } = read;
  const seen = lists.read(event);
  let latest = -1;
  for (const id of seen)
    if ((written.call[id] as number) > (written.call[latest] ?? -1)) latest = id;
  if (latest === -1) return;
  const called = written.call[latest] as number;
  const due = countBefore(written, acknowledged, called);
  const there = seen.filter((id) => isBetween(written.ok[id] as number, called)).length;
  if (there === due) return;
  const missing = acknowledged.find((id) => !lists.isListed(id, event)) as number;
  noteReverse(read, missing, latest, found);
}

const isBetween = (ok: number, called: number): boolean => ok !== -1 && ok < called;

/** How many were acknowledged before the event. */
function countBefore(
  written: WrittenValues,
  acknowledged: readonly number[],
  event: number,
): number {
  let [low, high] = [0, acknowledged.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((written.ok[acknowledged[middle] as number] as number) < event) low = middle + 1;
    else high = middle;
  }
  return low;
}

function noteReverse(
  { object, written, event }: Read,
  missing: number,
  later: number,
  found: Findings,
): void {
  found.count("reversed", 1);
  found.anomaly("causal-reverse", () => ({
    says: `the read at event ${String(event)} saw ${written.show(later)} without ${written.show(missing)}, which had been acknowledged before ${written.show(later)} was written`,
    ops: [
      object.otherHalf(written.ok[missing] as number),
      written.call[later] as number,
      object.otherHalf(event),
    ],
  }));
}
