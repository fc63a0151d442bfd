// Judges a hand-made history by a model, for tests of the models.
import { linearizable } from "../../../src/checkers/linearizable/linearizable.ts";
import type { Model } from "../../../src/checkers/models/model.ts";
import type { Json } from "../../../src/core/json.ts";
import { checkContext } from "../check-context.ts";
import { historyOf } from "../events.ts";

type Lines = Parameters<typeof historyOf>[0];

/** What a lost operation and one that found its precondition false end with. */
export const LOST = { error: { code: "timeout", message: "no answer" } };
export const REFUSED = { error: { code: "precondition", message: "refused" } };

/** True, or where the order that comes furthest ends and why the first operation left cannot go next. */
export async function judged(
  model: string | Model,
  lines: Lines,
  initial?: Json,
): Promise<unknown> {
  const verdict = await linearizable({
    model,
    minOkOps: 0,
    ...(initial === undefined ? {} : { initial }),
  }).check(historyOf(lines), checkContext());
  if (verdict.valid !== false) return verdict.valid;
  const { witness } = verdict.anomalies[0];
  if (witness.kind !== "sub-history") throw new Error("expected a sub-history");
  return { ops: witness.ops, lastState: witness.lastState, because: witness.stuck[0]?.because };
}

/** One operation after the other: [process, f, input, output]; no output for one that was refused. */
export const inTurn = (
  ...ops: readonly (readonly [process: number, f: string, input?: unknown, output?: unknown])[]
): Lines =>
  ops.flatMap((op): Lines => {
    const [process, f, input = null] = op;
    const invocation = [process, "invoke", f, input] as const;
    return op.length < 4
      ? [invocation, [process, "fail", f, input, REFUSED]]
      : [invocation, [process, "ok", f, op[3]]];
  });
