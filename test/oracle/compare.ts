// One comparison of the checker with the oracle: the verdict, and what a witness claims.
import { linearizable } from "../../src/checkers/linearizable/linearizable.ts";
import type { Model } from "../../src/checkers/models/model.ts";
import type { Random } from "../../src/core/random.ts";
import { checkContext } from "../checkers/check-context.ts";
import { isLinearizable } from "./linearizable.ts";
import { isMinimal } from "./minimal.ts";
import { randomHistory, SHAPES } from "./random-history.ts";

export interface Comparison {
  /** What is wrong, with the history; null when all is well. */
  readonly problem: string | null;
  readonly valid: boolean;
  readonly minimal: boolean;
}

/** `judge` is the model to judge by, where it is not the one that the shape is about. */
export async function compare(
  shape: string,
  random: Random,
  maxOps: number,
  judge?: Model,
): Promise<Comparison> {
  const { model = shape, initial } = SHAPES[shape] ?? {};
  const history = randomHistory(shape, random, maxOps);
  const expected = isLinearizable(model, history.operations(), initial);
  const checker = linearizable({
    model: judge ?? model,
    minOkOps: 0,
    ...(initial === undefined ? {} : { initial }),
  });
  const verdict = await checker.check(history, checkContext());
  const found = (what: string): Comparison => ({
    problem: `${what}\n${[...history].map((event) => JSON.stringify(event)).join("\n")}\n${JSON.stringify(verdict)}`,
    valid: expected,
    minimal: false,
  });
  if (verdict.valid !== expected)
    return found(`says ${String(verdict.valid)}, the oracle ${String(expected)}`);
  if (verdict.valid) return { problem: null, valid: expected, minimal: false };
  const { witness } = verdict.anomalies[0];
  if (witness.kind !== "sub-history") return found("the witness is no sub-history");
  const named = [...witness.ops, ...(witness.support ?? [])];
  const ops = history.operations().filter((op) => named.includes(op.index));
  if (ops.length !== named.length) return found("the witness names operations there are not");
  if (isLinearizable(model, ops, initial)) return found("the witness is linearizable");
  if (witness.minimal && ["register", "cas-register", "kv"].includes(model))
    if (!isMinimal(model, ops, initial)) return found("the witness is called minimal and is not");
  return { problem: null, valid: expected, minimal: witness.minimal };
}
