// What is wrong with reads of lists without any cycle: elements that failed, are unfinished, repeated or nobody's, orders that
// contradict each other, and appends on top of failed ones.
import { ints } from "./columns.ts";
import type { Findings } from "./findings.ts";
import { NIL, NONE, READ, STATUS, type Transactions } from "./ingest.ts";
import { type ListOrders, startsWith } from "./list-orders.ts";
import { keyName, listName, nameOf, readName, valueName } from "./naming.ts";

const NEVER = 0x7fffffff;

/** Positions in a key's longest read from where on a read is wrong. */
interface Marks {
  readonly failed: Int32Array;
  readonly garbage: Int32Array;
  readonly repeated: Int32Array;
}

export function findListAnomalies(
  txns: Transactions,
  orders: ListOrders,
  findings: Findings,
): void {
  const marks = marksOf(txns, orders);
  for (let txn = 0; txn < txns.count; txn++) {
    for (let micro = txns.start[txn] as number; micro < (txns.start[txn + 1] as number); micro++) {
      if (txns.kind[micro] === READ && txns.lengths[micro] !== 0)
        judgeRead(txns, orders, marks, txn, micro, findings);
    }
  }
  findDirtyUpdates(txns, orders, findings);
}

function marksOf(txns: Transactions, orders: ListOrders): Marks {
  const { longest, spineStart, spine } = orders;
  const column = (): Int32Array => ints(txns.keys.length).fill(NEVER);
  const marks = { failed: column(), garbage: column(), repeated: column() };
  for (let key = 0; key < txns.keys.length; key++) {
    const list = txns.lists[longest[key] as number] ?? [];
    const start = spineStart[key] as number;
    // Without repetitions the spine is the list, position by position.
    const whole = list.length === (spineStart[key + 1] as number) - start;
    let next = 0;
    for (let at = 0; at < list.length; at++) {
      const version = whole ? (spine[start + at] as number) : txns.versions.find(key, list[at]);
      if (version === NONE) lower(marks.garbage, key, at);
      else if (orders.position[version] !== next) lower(marks.repeated, key, at);
      else if (hasFailed(txns, version)) lower(marks.failed, key, at);
      if (version === NONE || orders.position[version] === next) next += 1;
    }
  }
  return marks;
}

function lower(column: Int32Array, key: number, at: number): void {
  if (at < (column[key] as number)) column[key] = at;
}

const hasFailed = ({ status, writer }: Transactions, version: number): boolean =>
  status[writer[version] as number] === STATUS.fail;

function judgeRead(
  txns: Transactions,
  orders: ListOrders,
  marks: Marks,
  txn: number,
  micro: number,
  findings: Findings,
): void {
  const key = txns.key[micro] as number;
  const list = (): readonly unknown[] => txns.lists[micro] ?? [];
  const read = (): string => readName(txns, txn, micro);
  judgeLast(txns, orders, txn, micro, findings);
  if (orders.isPrefix[micro] === 1) {
    const shows = (column: Int32Array): boolean =>
      (txns.lengths[micro] as number) > (column[key] as number);
    const at = (column: Int32Array): unknown => list()[column[key] as number];
    if (shows(marks.failed))
      findings.add("G1a", () => abortedRead(txns, txn, micro, at(marks.failed)));
    if (shows(marks.garbage))
      findings.add("garbage-read", () => garbage(read(), txn, at(marks.garbage)));
    if (shows(marks.repeated))
      findings.add("duplicate-elements", () => repeated(read(), txn, at(marks.repeated)));
    return;
  }
  findings.add("incompatible-order", () => {
    const other = orders.longest[key] as number;
    const by = txnOfMicro(txns, other);
    const because = `${read()}, and ${readName(txns, by, other)}, are not of one order of appends`;
    return { txns: [txn, by], because };
  });
  const once = new Set<unknown>();
  for (const value of list()) {
    const version = txns.versions.find(key, value);
    if (version === NONE) findings.add("garbage-read", () => garbage(read(), txn, value));
    else if (hasFailed(txns, version))
      findings.add("G1a", () => abortedRead(txns, txn, micro, value));
    if (once.has(value)) findings.add("duplicate-elements", () => repeated(read(), txn, value));
    once.add(value);
  }
}

/** A state that another transaction passed through: its last element is not that transaction's last append to the key. */
function judgeLast(
  txns: Transactions,
  { seen }: ListOrders,
  txn: number,
  micro: number,
  findings: Findings,
): void {
  const version = seen[micro] as number;
  if (version === NIL || version === NONE || txns.intermediate[version] === 0) return;
  const writer = txns.writer[version] as number;
  if (writer === txn) return;
  findings.add("G1b", () => ({
    txns: [txn, writer],
    because: `${readName(txns, txn, micro)}, ends with ${valueName(txns, version)}, which was not ${nameOf(txns, writer)}'s last append to ${keyName(txns, txns.key[micro] as number)}`,
  }));
}

function abortedRead(
  txns: Transactions,
  txn: number,
  micro: number,
  value: unknown,
): {
  readonly txns: readonly number[];
  readonly because: string;
} {
  const version = txns.versions.find(txns.key[micro] as number, value);
  const writer = txns.writer[version] as number;
  return {
    txns: [txn, writer],
    because: `${readName(txns, txn, micro)}, shows ${String(value)} of ${nameOf(txns, writer)}, which failed`,
  };
}

const garbage = (read: string, txn: number, value: unknown) => ({
  txns: [txn],
  because: `${read}, shows ${String(value)}, which nobody appended`,
});

const repeated = (read: string, txn: number, value: unknown) => ({
  txns: [txn],
  because: `${read}, shows ${String(value)} more than once`,
});

/** The transaction that a micro-operation belongs to. */
export function txnOfMicro({ start, count }: Transactions, micro: number): number {
  let [low, high] = [0, count];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((start[middle] as number) <= micro) low = middle;
    else high = middle;
  }
  return low;
}

/** Committed appends after a failed one: they kept what should have gone. */
function findDirtyUpdates(txns: Transactions, orders: ListOrders, findings: Findings): void {
  const { spineStart, spine } = orders;
  for (let key = 0; key < txns.keys.length; key++) {
    let failed: number = NONE;
    for (let at = spineStart[key] as number; at < (spineStart[key + 1] as number); at++) {
      const version = spine[at] as number;
      if (version === NONE) continue;
      const writer = txns.writer[version] as number;
      if (txns.status[writer] === STATUS.fail) failed = failed === NONE ? version : failed;
      else if (failed !== NONE && txns.status[writer] === STATUS.ok) {
        const dirty = failed;
        findings.add("dirty-update", () => dirtyUpdate(txns, orders, key, dirty, version));
        failed = NONE;
      }
    }
  }
}

function dirtyUpdate(
  txns: Transactions,
  { longest }: ListOrders,
  key: number,
  dirty: number,
  clean: number,
): { readonly txns: readonly number[]; readonly because: string } {
  const [failed, committed] = [txns.writer[dirty] as number, txns.writer[clean] as number];
  const list = txns.lists[longest[key] as number] ?? null;
  return {
    txns: [committed, failed],
    because: `${nameOf(txns, committed)} appended ${valueName(txns, clean)} to ${keyName(txns, key)} on top of ${valueName(txns, dirty)} of ${nameOf(txns, failed)}, which failed: ${listName(list)}`,
  };
}

/** Within each transaction: reads that contradict its own reads and appends, and reads of what it appends later. */
export function findListInternal(txns: Transactions, orders: ListOrders, findings: Findings): void {
  const last = ints(txns.keys.length).fill(NONE);
  const before = ints(txns.kind.length).fill(NONE);
  for (let txn = 0; txn < txns.count; txn++) {
    if (txns.status[txn] !== STATUS.ok) continue;
    const first = txns.start[txn] as number;
    let [internal, future] = [false, false];
    for (let micro = first; micro < (txns.start[txn + 1] as number); micro++) {
      const key = txns.key[micro] as number;
      const previous = last[key] as number;
      last[key] = micro;
      if (previous < first) continue;
      before[micro] = previous;
      if (txns.kind[micro] === READ) {
        if (!internal && !followsOwn(txns, before, micro)) {
          internal = true;
          findings.add("internal", () => ({
            txns: [txn],
            because: `${readName(txns, txn, micro)}, contradicts what it read of or appended to that key before`,
          }));
        }
      } else if (!future) {
        const early = readBefore(txns, orders, before, micro);
        if (early === NONE) continue;
        future = true;
        findings.add("future-read", () => ({
          txns: [txn],
          because: `${readName(txns, txn, early)}, shows ${valueName(txns, txns.version[micro] as number)}, which it appended only later`,
        }));
      }
    }
  }
}

/** Whether a read is the transaction's last read of the key plus its appends since; without a read, ends with its appends. */
function followsOwn(txns: Transactions, before: Int32Array, micro: number): boolean {
  const list = txns.lists[micro] ?? [];
  let at = list.length;
  let previous = before[micro] as number;
  for (; previous !== NONE && txns.kind[previous] !== READ; previous = before[previous] as number) {
    at -= 1;
    if (at < 0 || list[at] !== txns.versions.valueOf(txns.version[previous] as number))
      return false;
  }
  if (previous === NONE) return true;
  const base = txns.lists[previous] ?? [];
  return base.length === at && startsWith(list, base);
}

/** A read of the same transaction before the append that shows its element; `NONE` without one. */
function readBefore(
  txns: Transactions,
  orders: ListOrders,
  before: Int32Array,
  micro: number,
): number {
  const version = txns.version[micro] as number;
  const value = txns.versions.valueOf(version);
  for (let at = before[micro] as number; at !== NONE; at = before[at] as number) {
    if (txns.kind[at] !== READ) continue;
    const list = txns.lists[at] ?? [];
    if (orders.isPrefix[at] === 1 && orders.position[version] === NONE) continue;
    if (list.includes(value)) return at;
  }
  return NONE;
}
