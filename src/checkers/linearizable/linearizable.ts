// The `linearizable` checker: is there, per key, one order of the operations that respects real time and explains every
// answer? Puts the parts together and words the verdict; the search itself is in search/.
import { toMs } from "../../core/duration.ts";
import { HarnessError } from "../../core/errors.ts";
import type { OpIndex } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { stopwatch } from "../../core/real-clock.ts";
import type { Anomaly, Verdict } from "../../core/verdict.ts";
import type { CheckContext, Checker } from "../checker.ts";
import type { Model } from "../models/model.ts";
import { modelNamed, modelNames } from "../models/models.ts";
import { namesHint } from "../../core/nearest-name.ts";
import { vacuous } from "../vacuous.ts";
import { judge, type Judged } from "./judge.ts";
import { operationOf } from "./objects.ts";
import { OK, type OpTable, opTableOf } from "./op-table.ts";
import { explain, unexplained } from "./witness/explain.ts";
import { firstBadEvent } from "./witness/longest-prefix.ts";
import type { ShrinkLimits } from "./witness/shrink.ts";
import { undecidedVerdict } from "./witness/undecided.ts";
import { explainViolation } from "./witness/violation.ts";

/** `model` names one of `modelNames()`, or is one of `defineModel`. */
export interface LinearizableOptions {
  readonly model: string | Model;
  /** What every object holds at first; the model's own start when left out. */
  readonly initial?: Json;
  /** Fewer `ok` operations than this prove nothing: `unknown`. 1 when left out. */
  readonly minOkOps?: number;
  /**
   * What a read of null means where objects hold something else at first: "value" (when left out), or "unknown", as in
   * Knossos: the client did not say what it read.
   */
  readonly nullReads?: "value" | "unknown";
  /** How long shrinking one key's failing history may take; 2000 when left out, 0 leaves it as it is, neither shrunk nor explained. */
  readonly shrinkMs?: number;
}

const NAME = "linearizable";
/** More failing keys than this are counted, not explained. */
const MAX_ANOMALIES = 10;
/** Shrinking one key's history ends here with what it has. */
const SHRINK_STEPS = 20_000_000;
const SHRINK_MS = 2000;
/** Finding the longest prefix of one key's history that has an order ends here without it. */
const PREFIX_MS = 1500;

/** Throws `usage` for a model that does not exist. */
export function linearizable(options: LinearizableOptions): Checker {
  const model = modelOf(options.model);
  return {
    name: NAME,
    check: async (history, context) => {
      const table = opTableOf(history);
      return unjudgeable(model, options, table) ?? (await check(model, options, table, context));
    },
  };
}

function modelOf(model: string | Model): Model {
  if (typeof model !== "string") return model;
  const found = modelNamed(model);
  if (found !== undefined) return found;
  throw new HarnessError("usage", `there is no model "${model}"`, {
    hint: namesHint(model, modelNames()),
  });
}

/** The verdict on a history that there is nothing to find in; null when there is. */
function unjudgeable(
  model: Model,
  { minOkOps = 1 }: LinearizableOptions,
  table: OpTable,
): Verdict | null {
  const { history, count } = table;
  if (history.problems.length > 0 || (minOkOps > 0 && count === 0)) return vacuous(NAME, history);
  const common = { checker: NAME, stats: { operations: count, ok: oksOf(table) } };
  if (common.stats.ok < minOkOps)
    return {
      ...common,
      valid: "unknown",
      reason: "too-few-ops",
      detail: `${String(common.stats.ok)} operations succeeded; without ${String(minOkOps)} at least nothing is shown`,
    };
  const { functions } = history.columns;
  const isStrange = functions.map((f) => !model.functions.includes(f));
  const stranger = table.f.findIndex((f) => isStrange[f] === true);
  if (stranger < 0) return null;
  const { f, index } = operationOf(table, stranger);
  return {
    ...common,
    valid: "unknown",
    reason: "unsupported",
    detail: `the model ${model.name} knows ${model.functions.join(", ")}, not ${f} (event ${String(index)})`,
  };
}

const oksOf = ({ outcome }: OpTable): number =>
  outcome.reduce((sum, each) => sum + Number(each === OK), 0);

async function check(
  model: Model,
  options: LinearizableOptions,
  table: OpTable,
  context: CheckContext,
): Promise<Verdict> {
  const took = stopwatch();
  const { initial = model.initial, nullReads = "value" } = options;
  const judged = await judge(model, table, { initial, nullReads }, context);
  const anomalies = anomaliesOf(model, { ...options, initial, nullReads }, table, judged);
  const open = judged.searched.filter(
    ({ judgement: { ending } }) => ending !== "impossible" && ending !== "linearizable",
  );
  const seconds = Math.round(toMs(took())) / 1000;
  const common = {
    checker: NAME,
    stats: { ...statsOf(table, judged), seconds },
    details: { decidedBy: judged.decidedBy },
  };
  const [first, ...others] = anomalies;
  if (first !== undefined) return { ...common, valid: false, anomalies: [first, ...others] };
  if (open.length > 0) return undecidedVerdict(common, table.objects, open, context);
  return { ...common, valid: true };
}

/** In order of the objects; more than `MAX_ANOMALIES` are not explained. */
function anomaliesOf(
  model: Model,
  options: LinearizableOptions & Required<Pick<LinearizableOptions, "initial" | "nullReads">>,
  table: OpTable,
  { violations, searched }: Judged,
): readonly Anomaly[] {
  const { initial, shrinkMs = SHRINK_MS } = options;
  const within = (timeMs: number): ShrinkLimits => {
    const since = stopwatch();
    return { steps: SHRINK_STEPS, timeMs, elapsedMs: () => toMs(since()) };
  };
  const failing = [
    ...violations.map((violation) => ({
      object: violation.object,
      explain: () => explainViolation(model, initial, table, violation, within(shrinkMs)),
    })),
    ...searched
      .filter(({ judgement }) => judgement.ending === "impossible")
      .map(({ object, judgement: { blockedAt } }) => ({
        object: object.object,
        explain: () =>
          shrinkMs === 0
            ? unexplained(object)
            : explain(model, initial, object, blockedAt, within(shrinkMs)),
      })),
  ];
  return failing
    .sort((a, b) => a.object - b.object)
    .slice(0, MAX_ANOMALIES)
    .map(({ object, explain: explained }) =>
      shrinkMs === 0
        ? explained()
        : withPrefix(explained(), firstBadEvent(model, options, table, object, within(PREFIX_MS))),
    );
}

/** The witness with where the history went wrong, as far as that was found. */
function withPrefix(anomaly: Anomaly, firstBad: OpIndex | null): Anomaly {
  const { witness } = anomaly;
  if (firstBad === null || witness.kind !== "sub-history") return anomaly;
  return { ...anomaly, witness: { ...witness, firstBad } };
}

function statsOf(
  table: OpTable,
  { violations, searched }: Judged,
): Readonly<Record<string, number>> {
  const judgements = searched.map(({ judgement }) => judgement);
  const count = (ending: string): number => judgements.filter((j) => j.ending === ending).length;
  return {
    operations: table.count,
    ok: oksOf(table),
    keys: table.objects,
    failingKeys: violations.length + count("impossible"),
    undecidedKeys: judgements.length - count("impossible") - count("linearizable"),
    steps: judgements.reduce((sum, { steps }) => sum + steps, 0),
    configurations: judgements.reduce((sum, { configurations }) => sum + configurations, 0),
  };
}
