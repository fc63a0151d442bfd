// Transactions of random reads and writes over a pool of keys: the load of list-append and rw-register, which differ in the
// name of a write alone. A pure generator that never ends by itself.
import type { Random } from "../core/random.ts";
import { unfold } from "../generator/emit.ts";
import type { Generator } from "../generator/generator.ts";
import {
  choosePlace,
  type KeyChoice,
  keyPool,
  type KeyPool,
  keyWeights,
  writeAt,
} from "./key-pool.ts";

/** All counts are from 1. */
export interface TransactionShape<W extends string> {
  /** What a write is called: `append` or `w`. */
  readonly write: W;
  /** Keys in use at a time. */
  readonly keys: number;
  readonly keyChoice: KeyChoice;
  readonly minLength: number;
  readonly maxLength: number;
  readonly writesPerKey: number;
  /** Share of reads among the micro-operations, 0 to 1. */
  readonly reads: number;
}

export type MicroOp<W extends string> = readonly ["r", number, null] | readonly [W, number, number];

export interface TransactionRequest<W extends string> {
  readonly f: "txn";
  readonly value: readonly MicroOp<W>[];
}

/** Transactions without an end; no value is written twice to a key. */
export function transactionLoad<W extends string>(
  shape: TransactionShape<W>,
): Generator<TransactionRequest<W>> {
  const weights = keyWeights(shape.keyChoice, shape.keys);
  return unfold(keyPool(shape.keys), (pool, { random }) => {
    const length = random.fork("length").int(shape.minLength, shape.maxLength);
    const value: MicroOp<W>[] = [];
    let now = pool;
    for (let position = 0; position < length; position++) {
      const [micro, after] = drawMicroOp(shape, weights, now, random.fork("micro").at(position));
      value.push(micro);
      now = after;
    }
    return [{ f: "txn", value }, now];
  });
}

function drawMicroOp<W extends string>(
  { write, reads, writesPerKey }: TransactionShape<W>,
  weights: readonly number[],
  pool: KeyPool,
  random: Random,
): readonly [MicroOp<W>, KeyPool] {
  const place = choosePlace(weights, random.fork("key"));
  const key = pool.slots[place]?.key ?? 0;
  if (random.fork("f").chance(reads)) return [["r", key, null], pool];
  const { value, pool: after } = writeAt(pool, place, writesPerKey);
  return [[write, key, value], after];
}
