// Whether a witness on a register is minimal, by brute force: each operation taken out with all that rests on it.
import type { Operation } from "../../src/core/op.ts";
import { isLinearizable } from "./linearizable.ts";

type Pair = readonly [unknown, unknown];

const sets = ({ f, input }: Operation): unknown =>
  f === "write" || f === "put" ? input : f === "cas" ? (input as Pair)[1] : undefined;

function sees({ f, input, outcome }: Operation): unknown {
  if ((f === "read" || f === "get") && outcome.type === "ok") return outcome.value;
  if (f === "cas" && outcome.type !== "fail") return (input as Pair)[0];
  return outcome.type === "fail" && "seen" in outcome.error ? outcome.error.seen : undefined;
}

const changes = ({ outcome }: Operation): boolean => outcome.type !== "fail";

/** `ops` without `gone`, those who see what it sets (and so on), and, if it sets anything, every failed cas that tells no value. */
function without(ops: readonly Operation[], gone: Operation): readonly Operation[] {
  const out = new Set([gone]);
  for (let size = 0; size !== out.size;) {
    size = out.size;
    for (const setter of [...out].filter((op) => changes(op) && sets(op) !== undefined))
      for (const op of ops)
        if (sees(op) === sets(setter) || (op.outcome.type === "fail" && sees(op) === undefined))
          out.add(op);
  }
  return ops.filter((op) => !out.has(op));
}

/** For the models register, cas-register and kv. */
export const isMinimal = (model: string, ops: readonly Operation[], initial?: unknown): boolean =>
  ops.every((op) => isLinearizable(model, without(ops, op), initial));
