// The brute-force oracle for snapshot isolation: tries every order of starts and commits on a naive store in which the first to
// commit wins. Shares no code with the checker, and knows no graph; only for histories of a few transactions.
import type { Operation } from "../../src/core/op.ts";
import { type Micro, runTransaction, type State } from "./serializable.ts";

interface Txn {
  readonly micros: readonly Micro[];
  readonly answered: boolean;
  /** Keys it writes. */
  readonly writes: ReadonlySet<unknown>;
  /** Bits of those completed before it was invoked. */
  readonly before: number;
}

/**
 * Whether all `ok` transactions, and any of the unknown ones, can have run under snapshot isolation: each reads the state as of its
 * start, and commits only if nobody committed a write to one of its keys since. With `strong`, a transaction starts after the
 * commits of all that were completed before it was invoked.
 */
export function isSnapshotIsolated(operations: readonly Operation[], strong: boolean): boolean {
  const txns = txnsOf(operations, strong);
  const required = txns.reduce((bits, { answered }, i) => (answered ? bits | (1 << i) : bits), 0);
  const seen = new Set<string>();
  const search = (started: number, committed: number, state: State): boolean => {
    if ((committed & required) === required) return true;
    const memo = `${String(started)} ${String(committed)} ${JSON.stringify([...state].sort())}`;
    if (seen.has(memo)) return false;
    seen.add(memo);
    return txns.some(({ micros, answered, before }, i) => {
      const bit = 1 << i;
      if ((committed & bit) !== 0) return false;
      if ((started & bit) === 0)
        return (
          (committed & before) === before &&
          runTransaction(state, micros, answered) !== null &&
          search(started | bit, committed, state)
        );
      if (conflicts(txns, i, started & ~committed & ~bit)) return false;
      return search(started, committed | bit, runTransaction(state, micros, false) as State);
    });
  };
  return search(0, 0, new Map());
}

function txnsOf(operations: readonly Operation[], strong: boolean): readonly Txn[] {
  const txns = operations.filter(({ outcome }) => outcome.type !== "fail");
  return txns.map(({ outcome, input, index }) => {
    const answered = outcome.type === "ok";
    const micros = (answered ? outcome.value : input) as readonly Micro[];
    const writes = new Set(micros.filter(([f]) => f !== "r").map(([, key]) => key));
    const before = txns.reduce(
      (bits, { outcome: other, completion }, i) =>
        strong && other.type === "ok" && (completion as number) < index ? bits | (1 << i) : bits,
      0,
    );
    return { micros, answered, writes, before };
  });
}

/** Whether a commit would doom a required transaction that is under way: then there is no use in it. */
function conflicts(txns: readonly Txn[], committing: number, running: number): boolean {
  const { writes } = txns[committing] as Txn;
  return txns.some(
    (other, i) => (running & (1 << i)) !== 0 && [...writes].some((key) => other.writes.has(key)),
  );
}
