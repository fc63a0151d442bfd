// Decides a history a second time with algorithms that share nothing with those that decided it: the search confirms linear-time paths,
// and a frontier of configurations confirms the search. That two of them disagree is a bug in Faultline.
import { HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import type { Json } from "../../core/json.ts";
import type { CheckContext } from "../checker.ts";
import type { Model } from "../models/model.ts";
import { modelNamed } from "../models/models.ts";
import { judge, type Judged, keeps } from "./judge.ts";
import type { LinearizableOptions } from "./linearizable.ts";
import { type KeyedObject, objectsOf } from "./objects.ts";
import { opTableOf } from "./op-table.ts";
import { decideByFrontier } from "./search/frontier.ts";
import { judgeBySlices } from "./search/search-job.ts";

/** How many objects two algorithms agree on, and how many only one could decide. */
export interface CrossChecked {
  readonly confirmed: number;
  readonly unconfirmed: number;
}

/** What one object's second decision may cost. */
const MAX_CONFIGURATIONS = 20_000;
const MAX_STEPS = 2_000_000;

interface Answer {
  readonly by: string;
  /** Null where it could not tell. */
  readonly linearizable: boolean | null;
}

/** Throws `internal`, naming the object and both answers, where two algorithms disagree. */
export async function crossCheck(
  history: History,
  options: LinearizableOptions,
  context: CheckContext,
): Promise<CrossChecked> {
  const model = typeof options.model === "string" ? modelNamed(options.model) : options.model;
  if (model === undefined || history.problems.length > 0) return { confirmed: 0, unconfirmed: 0 };
  const { initial = model.initial, nullReads = "value" } = options;
  const table = opTableOf(history);
  const judged = await judge(model, table, { initial, nullReads }, context);
  const objects = objectsOf(table, () => true, keeps({ initial, nullReads }));
  const answerTo = firstAnswers(judged);
  let confirmed = 0;
  for (const object of objects) {
    const first = answerTo(object);
    const second =
      first.by === "search"
        ? byFrontier(model, initial, object)
        : bySearch(model, initial, object, context);
    if (first.linearizable === null || second.linearizable === null) continue;
    if (first.linearizable !== second.linearizable) throw disagreement(object, first, second);
    confirmed++;
  }
  return { confirmed, unconfirmed: objects.length - confirmed };
}

/** What was judged of each object. */
function firstAnswers({ violations, searched, decidedBy }: Judged): (of: KeyedObject) => Answer {
  const endings = new Map(
    searched.map(({ object, judgement }) => [object.object, judgement.ending]),
  );
  const violated = new Set(violations.map(({ object }) => object));
  const path = Object.keys(decidedBy).find((name) => name !== "search") ?? "path";
  return ({ object }) => {
    const ending = endings.get(object);
    return ending === undefined
      ? { by: path, linearizable: !violated.has(object) }
      : { by: "search", linearizable: answerOf(ending) };
  };
}

const answerOf = (ending: string): boolean | null =>
  ending === "linearizable" ? true : ending === "impossible" ? false : null;

function bySearch(
  model: Model,
  initial: Json,
  { ops }: KeyedObject,
  { timeLimitMs, memoryLimitBytes }: CheckContext,
): Answer {
  const limits = { steps: MAX_STEPS, timeMs: timeLimitMs, memoryBytes: memoryLimitBytes };
  const judging = judgeBySlices(model, {
    model: model.name,
    initial,
    limits,
    objects: [{ object: 0, ops }],
  });
  let slice = judging.next();
  while (slice.done !== true) slice = judging.next();
  const [judgement] = slice.value;
  return { by: "search", linearizable: answerOf(judgement?.ending ?? "steps") };
}

function byFrontier(model: Model, initial: Json, { ops }: KeyedObject): Answer {
  const linearizable = decideByFrontier(model.create(initial), ops, MAX_CONFIGURATIONS);
  return { by: "frontier", linearizable };
}

function disagreement({ key }: KeyedObject, first: Answer, second: Answer): HarnessError {
  const name = key === undefined ? "the one object" : `key ${String(key)}`;
  const says = ({ by, linearizable }: Answer): string =>
    `${by} says that it is ${linearizable === true ? "linearizable" : "not linearizable"}`;
  return new HarnessError("internal", `${name}: ${says(first)}, and ${says(second)}`, {
    hint: "One of the two is wrong: please report it, with the history.",
  });
}
