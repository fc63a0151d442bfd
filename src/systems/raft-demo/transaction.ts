// A transaction: its micro-operations one after the other, each seeing those before it. Pure; changes nothing by itself.
import type { MicroOp, Scalar, Value } from "./protocol.ts";

/** What became of a transaction. */
interface Performed {
  /** Its micro-operations, the reads with what they saw. */
  readonly answer: readonly MicroOp[];
  /** What its keys hold afterwards. */
  readonly changes: ReadonlyMap<Scalar, Value>;
}

/** Carries out `txn` on what `read` shows. An append to what is no list begins a new one. */
export function perform(txn: readonly MicroOp[], read: (key: Scalar) => Value): Performed {
  const changes = new Map<Scalar, Value>();
  const now = (key: Scalar): Value => (changes.has(key) ? (changes.get(key) ?? null) : read(key));
  const answer = txn.map((micro): MicroOp => {
    const [f, key, value] = micro;
    if (f === "r") return [f, key, now(key)];
    changes.set(key, f === "w" ? value : [...listOf(now(key)), value]);
    return micro;
  });
  return { answer, changes };
}

const listOf = (value: Value): readonly Scalar[] =>
  typeof value === "object" && value !== null ? value : [];
