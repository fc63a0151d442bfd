// The brute-force oracle for weak levels of registers: tries every order of the writers for the axioms as they are defined. Shares no
// code with the checker; only for histories of a few transactions with unique values.
import type { Operation } from "../../src/core/op.ts";

export type WeakModel = "read-committed" | "read-atomic" | "causal-cerone" | "causal";
type Micro = readonly [f: string, key: unknown, value: unknown];

interface Txn {
  readonly op: Operation;
  readonly ok: boolean;
  readonly micros: readonly Micro[];
  /** The last write to each key. */
  readonly writes: ReadonlyMap<unknown, unknown>;
  /** First reads of keys not written before. */
  readonly reads: readonly Micro[];
}

/** Whether the model allows the history (Adya's PL-2; Cerone et al., CONCUR 2015; Biswas & Enea, OOPSLA 2019, with sessions). */
export function allowsWeak(operations: readonly Operation[], model: WeakModel): boolean {
  const txns = operations.map(txnOf);
  if (!txns.every((txn) => !txn.ok || readsSoundly(txn, txns, model !== "read-committed")))
    return false;
  const sources = (micros: readonly Micro[]): readonly number[] =>
    micros.flatMap((micro) => writerOf(txns, micro) ?? []);
  const sees = txns.map((txn, i) =>
    sources(model === "read-committed" ? txn.micros.filter(([f]) => f === "r") : txn.reads).filter(
      (source) => txn.ok && source !== i,
    ),
  );
  if (model === "causal")
    for (const [i, { op }] of txns.entries())
      for (const [j, other] of txns.entries())
        if (other.ok && other.op.process === op.process && (other.op.completion ?? 0) < op.index)
          sees[i]?.push(j);
  const visible = sees.map((_, i) => new Set(model.startsWith("causal") ? past(sees, i) : sees[i]));
  return orders(txns.length, (order) => {
    const place = (txn: number): number => order.indexOf(txn);
    if (visible.some((before, i) => [...before].some((other) => place(other) >= place(i))))
      return false;
    if (model === "read-committed") return true;
    return txns.every(
      ({ ok, reads }, i) =>
        !ok ||
        reads.every(([, key, value]) => {
          const writers = [...(visible[i] as ReadonlySet<number>)].filter((t) =>
            txns[t]?.writes.has(key),
          );
          const last = writers.sort((a, b) => place(b) - place(a))[0];
          return (last === undefined ? null : txns[last]?.writes.get(key)) === value;
        }),
    );
  });
}

function txnOf(op: Operation): Txn {
  const ok = op.outcome.type === "ok";
  const micros = (op.outcome.type === "ok" ? op.outcome.value : op.input) as readonly Micro[];
  const writes = new Map<unknown, unknown>();
  const touched = new Set<unknown>();
  const reads: Micro[] = [];
  for (const micro of micros) {
    const [f, key, value] = micro;
    if (f === "w") writes.set(key, value);
    else if (!touched.has(key)) reads.push(micro);
    touched.add(key);
  }
  return { op, ok, micros, writes, reads };
}

/** Its reads are of committed final writes, or its own before them; with `internal`, they agree with what it did before. */
function readsSoundly(txn: Txn, txns: readonly Txn[], internal: boolean): boolean {
  const known = new Map<unknown, unknown>();
  const written = new Set<unknown>();
  return txn.micros.every(([f, key, value]) => {
    if (f === "w") written.add(value);
    const before = known.get(key);
    const isFirst = !known.has(key);
    known.set(key, value);
    if (f === "w") return true;
    if (internal && !isFirst && before !== value) return false;
    if (value === null || written.has(value)) return true;
    return txns.some(
      (other) =>
        other !== txn && other.op.outcome.type !== "fail" && other.writes.get(key) === value,
    );
  });
}

function writerOf(txns: readonly Txn[], [, key, value]: Micro): number | null {
  const at = txns.findIndex(({ writes }) => value !== null && writes.get(key) === value);
  return at < 0 ? null : at;
}

function past(sees: readonly (readonly number[])[], of: number): ReadonlySet<number> {
  const known = new Set(sees[of]);
  for (const txn of known) for (const before of sees[txn] ?? []) known.add(before);
  return known;
}

/** Whether some order of the first `count` numbers passes. */
function orders(count: number, passes: (order: readonly number[]) => boolean): boolean {
  const order: number[] = [];
  const extend = (): boolean => {
    if (order.length === count) return passes(order);
    for (let next = 0; next < count; next++) {
      if (order.includes(next)) continue;
      order.push(next);
      if (extend()) return true;
      order.pop();
    }
    return false;
  };
  return extend();
}
