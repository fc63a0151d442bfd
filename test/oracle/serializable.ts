// The brute-force oracle for transactions: tries every serial order on a naive state of its own. Shares no code with the
// checker; only for histories of a few transactions.
import type { Operation } from "../../src/core/op.ts";

/** What each key holds. */
export type State = ReadonlyMap<unknown, unknown>;
export type Micro = readonly [f: string, key: unknown, value: unknown];

/** The state after a transaction; null where one of its reads does not show the state it would find. */
export function runTransaction(
  state: State,
  micros: readonly Micro[],
  answered: boolean,
): State | null {
  const next = new Map(state);
  for (const [f, key, value] of micros) {
    if (f === "append") next.set(key, [...((next.get(key) as unknown[] | undefined) ?? []), value]);
    else if (f === "w") next.set(key, value);
    else if (answered && !shows(next.get(key), value)) return null;
  }
  return next;
}

const shows = (found: unknown, read: unknown): boolean =>
  JSON.stringify(found ?? null) ===
  JSON.stringify(Array.isArray(read) && read.length === 0 ? null : read);

/**
 * Whether some order of all `ok` transactions and any of the unknown ones explains every read; with `strict`, one in which no
 * transaction comes before another that was completed before it was invoked.
 */
export function isSerializable(operations: readonly Operation[], strict: boolean): boolean {
  const txns = operations.filter(({ outcome }) => outcome.type !== "fail");
  const required = txns.reduce(
    (bits, { outcome }, i) => (outcome.type === "ok" ? bits | (1 << i) : bits),
    0,
  );
  const before = txns.map((txn) =>
    txns.reduce(
      (bits, { outcome, completion }, i) =>
        strict && outcome.type === "ok" && (completion as number) < txn.index
          ? bits | (1 << i)
          : bits,
      0,
    ),
  );
  const seen = new Set<string>();
  const search = (placed: number, state: State): boolean => {
    if ((placed & required) === required) return true;
    const memo = `${String(placed)} ${JSON.stringify([...state].sort())}`;
    if (seen.has(memo)) return false;
    seen.add(memo);
    return txns.some(({ outcome, input }, i) => {
      if ((placed & (1 << i)) !== 0 || (placed & (before[i] as number)) !== before[i]) return false;
      const micros = (outcome.type === "ok" ? outcome.value : input) as readonly Micro[];
      const next = runTransaction(state, micros, outcome.type === "ok");
      return next !== null && search(placed | (1 << i), next);
    });
  };
  return search(0, new Map());
}
