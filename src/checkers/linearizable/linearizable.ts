// The `linearizable` checker: is there, per key, one order of the operations that respects real time and explains every
// answer? Puts the parts together and words the verdict; the search itself is in search.ts.
import { HarnessError } from "../../core/errors.ts";
import { toMs } from "../../core/duration.ts";
import type { History } from "../../core/history.ts";
import type { Json } from "../../core/json.ts";
import { stopwatch } from "../../core/real-clock.ts";
import type { Operation } from "../../core/op.ts";
import type { Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import type { Model } from "../models/model.ts";
import { modelNamed, modelNames } from "../models/models.ts";
import { vacuous } from "../vacuous.ts";
import { decide, type Decision } from "./decide.ts";
import { type KeyedObject, objectsOf } from "./objects.ts";
import { problemOf } from "./problem.ts";

/** `model` names one of `modelNames()`. */
export interface LinearizableOptions {
  readonly model: string;
  /** What every object holds at first; the model's own start when left out. */
  readonly initial?: Json;
  /** Fewer `ok` operations than this prove nothing: `unknown`. 1 when left out. */
  readonly minOkOps?: number;
  /**
   * What a read of null means where objects hold something else at first: "value" (when left out), or "unknown", as in
   * Knossos: the client did not say what it read.
   */
  readonly nullReads?: "value" | "unknown";
}

const NAME = "linearizable";

export function linearizable(options: LinearizableOptions): Checker {
  const model = modelNamed(options.model);
  if (model === undefined)
    throw new HarnessError("usage", `there is no model "${options.model}"`, {
      hint: `Models: ${modelNames().join(", ")}.`,
    });
  return { name: NAME, check: (history, context) => check(model, options, history, context) };
}

const isNullRead = ({ f, outcome }: Operation): boolean =>
  f === "read" && outcome.type === "ok" && outcome.value === null;

// eslint-disable-next-line @typescript-eslint/require-await -- first version
async function check(
  model: Model,
  options: LinearizableOptions,
  history: History,
  context: CheckContext,
): Promise<Verdict> {
  const took = stopwatch();
  const nothing = vacuous(NAME, history);
  if (nothing !== null && !(history.problems.length === 0 && options.minOkOps === 0))
    return nothing;
  const initial = options.initial ?? model.initial;
  const silent = options.nullReads === "unknown" && initial !== null;
  const objects = objectsOf(history, (op) => !silent || !isNullRead(op));
  const prepared = objects.map(({ ops }) => problemOf(model.create(initial), ops));
  const decisions = decide(
    prepared.flatMap((p) => (p.possible ? [p.problem] : [])),
    { steps: Infinity, timeMs: context.timeLimitMs, memoryBytes: context.memoryLimitBytes },
    () => toMs(took()),
  );
  const bad: KeyedObject[] = [];
  const open: Decision[] = [];
  for (const [i, p] of prepared.entries()) {
    const decision = p.possible ? decisions.shift() : undefined;
    if (!p.possible || decision?.outcome === "impossible") bad.push(objects[i] as KeyedObject);
    else if (decision !== undefined && decision.outcome !== "linearizable") open.push(decision);
  }
  const stats = { operations: history.operations().length, keys: objects.length };
  const first = bad[0];
  if (first !== undefined)
    return {
      checker: NAME,
      stats,
      valid: false,
      anomalies: [
        {
          kind: "non-linearizable",
          summary: `no order of the operations on key ${String(first.key)} explains what clients saw`,
          ops: first.ops.map((op) => op.index),
          witness: {
            kind: "sub-history",
            ops: first.ops.map((op) => op.index),
            minimal: false,
            lastState: "",
            stuck: [],
          },
        },
      ],
    };
  if (open.length > 0)
    return {
      checker: NAME,
      stats,
      valid: "unknown",
      reason: "timeout",
      detail: "not decided in time",
    };
  return { checker: NAME, stats, valid: true };
}
