// The polygraph of registers: reads tie readers to writers, and of any two writers of a key either may have come first, with
// every reader of the first before the second. What real time decides is no choice.
import type { History } from "../../../core/history.ts";
import { EDGE, EdgeList } from "../edge-list.ts";
import { STATUS, type Transactions } from "../ingest.ts";
import { addOrderEdges } from "../order-edges.ts";
import { registerReads, type RegisterReads } from "../register-reads.ts";
import { Choices } from "./choices.ts";
import type { Polygraph, PolygraphOptions } from "./polygraph.ts";
import { registerWrites, type RegisterWrites, type Write } from "./register-writes.ts";

export function registerPolygraph(
  history: History,
  txns: Transactions,
  options: PolygraphOptions,
): Polygraph {
  const known = new EdgeList(txns.count);
  const choices = new Choices();
  addOrderEdges(history, txns, options.order, known);
  const reads = registerReads(txns);
  const writes = registerWrites(txns, reads);
  chooseWriters(writes, choices);
  let complete = true;
  for (const [key, list] of writes.ofKey.entries()) {
    addReads(list, known);
    addInitialReads(reads, key, list, known);
    if (options.order === "realtime") addTimedPairs(txns, list, known, choices);
    complete &&= addOpenPairs(txns, list, choices, options);
  }
  const ambiguous = txns.ambiguous.includes(1);
  return { known, choices, complete, ambiguous, impossible: writes.impossible };
}

/** Writes are in order of invocation: those after the first that real time puts later are all later. */
function addOpenPairs(
  txns: Transactions,
  writes: readonly Write[],
  choices: Choices,
  { order, snapshot, maxEdges }: PolygraphOptions,
): boolean {
  for (const [i, a] of writes.entries()) {
    if (choices.size > maxEdges) return false;
    for (let j = i + 1; j < writes.length; j++) {
      const b = writes[j] as Write;
      if (order === "realtime" && isTimed(txns, a, b)) break;
      if (snapshot || isRead(a) || isRead(b)) addPair([a, b], choices);
    }
  }
  return choices.size <= maxEdges;
}

const isRead = ({ readers, maybe }: Write): boolean => readers.length > 0 || maybe.length > 0;

/** One literal a candidate; at least one holds. */
function chooseWriters({ ambiguous }: RegisterWrites, choices: Choices): void {
  for (const { reader, writes } of ambiguous) {
    const literals = writes.map((write) => {
      const literal = choices.open(-1, -1);
      choices.add(literal, write.txn, reader, EDGE.wr);
      write.maybe.push({ reader, literal });
      return literal;
    });
    choices.clauses.push({ literals, txns: [reader, ...writes.map(({ txn }) => txn)] });
  }
}

function addReads(writes: readonly Write[], known: EdgeList): void {
  for (const { txn, readers } of writes)
    for (const reader of readers) known.add(txn, reader, EDGE.wr);
}

/** Whoever read the initial state came before all writers. */
function addInitialReads(
  { nilReaders }: RegisterReads,
  key: number,
  writes: readonly Write[],
  known: EdgeList,
): void {
  const readers = nilReaders.get(key) ?? [];
  if (readers.length > 0)
    known.addAllButSelf(
      readers,
      writes.map(({ txn }) => txn),
      EDGE.rw,
    );
}

/** Whether one was completed before the other, which was invoked later, began. */
const isTimed = ({ status, ret, call }: Transactions, a: Write, b: Write): boolean =>
  status[a.txn] === STATUS.ok && (ret[a.txn] as number) < (call[b.txn] as number);

/** Readers of a write come before the writes next in real time; all later ones follow from these. */
function addTimedPairs(
  txns: Transactions,
  writes: readonly Write[],
  known: EdgeList,
  choices: Choices,
): void {
  for (const [i, before] of writes.entries()) {
    let firstDone = Infinity;
    for (let j = i + 1; j < writes.length && isRead(before); j++) {
      const after = writes[j] as Write;
      if (!isTimed(txns, before, after)) continue;
      if ((txns.call[after.txn] as number) > firstDone) break;
      if (txns.status[after.txn] === STATUS.ok)
        firstDone = Math.min(firstDone, txns.ret[after.txn] as number);
      for (const reader of before.readers)
        if (reader !== after.txn) known.add(reader, after.txn, EDGE.rw);
      for (const { reader, literal } of before.maybe)
        if (reader !== after.txn) choices.add(literal, reader, after.txn, EDGE.rw);
    }
  }
}

/** Either way, the first before the second, and all that read the first. */
function addPair([a, b]: readonly [Write, Write], choices: Choices): void {
  const literal = choices.open(a.txn, b.txn, a.version, b.version);
  addOrder(a, b, literal, choices);
  addOrder(b, a, literal ^ 1, choices);
}

function addOrder(before: Write, after: Write, literal: number, choices: Choices): void {
  choices.add(literal, before.txn, after.txn, EDGE.ww);
  for (const reader of before.readers)
    if (reader !== after.txn) choices.add(literal, reader, after.txn, EDGE.rw);
  for (const { reader, literal: reads } of before.maybe) {
    if (reader === after.txn) continue;
    const both = choices.open(-1, -1);
    choices.add(both, reader, after.txn, EDGE.rw);
    choices.clauses.push({ literals: [reads ^ 1, literal ^ 1, both], txns: [] });
  }
}
