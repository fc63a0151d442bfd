// The `linearizable` checker: is there, per key, one order of the operations that respects real time and explains every
// answer? Puts the parts together and words the verdict; the search itself is in search/.
import { toMs } from "../../core/duration.ts";
import { HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import type { Json } from "../../core/json.ts";
import type { Operation } from "../../core/op.ts";
import { stopwatch } from "../../core/real-clock.ts";
import type { Anomaly, Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import type { Model } from "../models/model.ts";
import { modelNamed, modelNames } from "../models/models.ts";
import { namesHint } from "../../core/nearest-name.ts";
import { countOk, vacuous } from "../vacuous.ts";
import { explain } from "./witness/explain.ts";
import { judgeObjects, type Judgement } from "./search/judge-objects.ts";
import { type KeyedObject, objectsOf } from "./objects.ts";
import { undecidedVerdict } from "./witness/undecided.ts";

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
  /** How long shrinking one key's failing history may take; 2000 when left out, 0 leaves it as it is. */
  readonly shrinkMs?: number;
}

const NAME = "linearizable";
/** More failing keys than this are counted, not explained. */
const MAX_ANOMALIES = 10;
/** Shrinking one key's history ends here with what it has. */
const SHRINK_STEPS = 20_000_000;
const SHRINK_MS = 2000;

/** Throws `usage` for a model that does not exist. */
export function linearizable(options: LinearizableOptions): Checker {
  const model = modelNamed(options.model);
  if (model === undefined)
    throw new HarnessError("usage", `there is no model "${options.model}"`, {
      hint: namesHint(options.model, modelNames()),
    });
  return {
    name: NAME,
    check: async (history, context) =>
      unjudgeable(model, options, history) ?? (await check(model, options, history, context)),
  };
}

/** The verdict on a history that there is nothing to find in; null when there is. */
function unjudgeable(model: Model, options: LinearizableOptions, history: History): Verdict | null {
  const least = options.minOkOps ?? 1;
  if (history.problems.length > 0 || (least > 0 && history.length === 0))
    return vacuous(NAME, history);
  const oks = countOk(history);
  const stats = { operations: history.operations().length, ok: oks };
  if (oks < least)
    return {
      checker: NAME,
      stats,
      valid: "unknown",
      reason: "too-few-ops",
      detail: `${String(oks)} operations succeeded; without ${String(least)} at least nothing is shown`,
    };
  const stranger = history.operations().find(({ f }) => !model.functions.includes(f));
  if (stranger === undefined) return null;
  return {
    checker: NAME,
    stats,
    valid: "unknown",
    reason: "unsupported",
    detail: `the model ${model.name} knows ${model.functions.join(", ")}, not ${stranger.f} (event ${String(stranger.index)})`,
  };
}

async function check(
  model: Model,
  options: LinearizableOptions,
  history: History,
  context: CheckContext,
): Promise<Verdict> {
  const took = stopwatch();
  const initial = options.initial ?? model.initial;
  const silent = options.nullReads === "unknown" && initial !== null;
  const objects = objectsOf(history, (op) => !silent || !isNullRead(op));
  const judgements = await judgeObjects({ model: model.name, initial }, objects, context);
  const common = { checker: NAME, stats: statsOf(history, judgements) };
  const failing = judgements.filter(({ ending }) => ending === "impossible");
  const [first, ...others] = failing
    .slice(0, MAX_ANOMALIES)
    .map((judgement) =>
      explained(
        model,
        { ...options, initial },
        objects[judgement.object] as KeyedObject,
        judgement,
      ),
    );
  const open = judgements.filter(
    ({ ending }) => ending !== "impossible" && ending !== "linearizable",
  );
  const stats = { ...common.stats, seconds: Math.round(toMs(took())) / 1000 };
  if (first !== undefined) return { ...common, stats, valid: false, anomalies: [first, ...others] };
  if (open.length > 0) return undecidedVerdict({ ...common, stats }, objects, open, context);
  return { ...common, stats, valid: true };
}

const isNullRead = ({ f, outcome }: Operation): boolean =>
  f === "read" && outcome.type === "ok" && outcome.value === null;

function explained(
  model: Model,
  { initial, shrinkMs = SHRINK_MS }: { readonly initial: Json; readonly shrinkMs?: number },
  object: KeyedObject,
  { blockedAt }: Judgement,
): Anomaly {
  const shrinking = stopwatch();
  const limits = { steps: SHRINK_STEPS, timeMs: shrinkMs, elapsedMs: () => toMs(shrinking()) };
  return explain(model, initial, object, blockedAt, limits);
}

function statsOf(history: History, judgements: readonly Judgement[]): Record<string, number> {
  const count = (ending: string): number => judgements.filter((j) => j.ending === ending).length;
  return {
    operations: history.operations().length,
    ok: countOk(history),
    keys: judgements.length,
    failingKeys: count("impossible"),
    undecidedKeys: judgements.length - count("impossible") - count("linearizable"),
    steps: judgements.reduce((sum, { steps }) => sum + steps, 0),
    configurations: judgements.reduce((sum, { configurations }) => sum + configurations, 0),
  };
}
