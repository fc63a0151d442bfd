// Says, before a check, what it is going to take: which objects a linear-time path decides, and how wide the search of the others may
// get. Searches nothing itself, so that it is done in linear time.
import { HarnessError } from "../../core/errors.ts";
import type { History } from "../../core/history.ts";
import type { Json } from "../../core/json.ts";
import type { Key, Operation } from "../../core/op.ts";
import type { Model } from "../models/model.ts";
import { keeps } from "./judge.ts";
import { type KeyedObject, objectsOf } from "./objects.ts";
import { NEVER, type OpTable, opTableOf } from "./op-table.ts";
import { appendListPath } from "./paths/append-list.ts";
import { type PathOptions, UNDECIDED } from "./paths/path.ts";
import { pathFor } from "./paths/paths.ts";
import { fifoQueuePath, unorderedQueuePath } from "./paths/queue.ts";
import { registerPath } from "./paths/register.ts";
import { setPath } from "./paths/set.ts";
import { problemOf, type Problem } from "./search/problem.ts";

/**
 * What deciding an object may cost. `linear`: a path decides it, or there is nothing to choose. `bounded search`: it meets at most some
 * thousands of configurations at any moment. `hard`: it may meet more than any machine holds; to find an order is often
 * quick all the same, to show that there is none is not.
 */
export type Cost = "linear" | "bounded search" | "hard";

/** An object that no path decides. */
export interface ObjectEstimate {
  readonly key: Key | null;
  readonly operations: number;
  /** Operations that change the object, open at once at most. */
  readonly width: number;
  /** Operations of unknown outcome that may have changed it and that somebody could have noticed. */
  readonly unknowns: number;
  /** Base-2 logarithm of how many configurations there may be at the widest moment, at most. */
  readonly choices: number;
  readonly cost: Cost;
  /** What would make it cheaper, each a phrase. */
  readonly cheaper: readonly string[];
}

export interface Estimate {
  readonly operations: number;
  readonly objects: number;
  /** The path that decides some; null where the model has none, or it decides none. */
  readonly path: string | null;
  /** How many objects of each cost. */
  readonly costs: Readonly<Record<Cost, number>>;
  /** Those not decided by a path, the hardest first, `MAX_WORST` at most. */
  readonly worst: readonly ObjectEstimate[];
}

const MAX_WORST = 5;
/** Up to so many choices a search is bounded. */
const BOUNDED_CHOICES = 16;
/** Models whose path decides objects where each value is written, or put in, once. */
const GOES_BY_VALUES = new Set(
  [registerPath, fifoQueuePath, unorderedQueuePath, setPath, appendListPath].flatMap(
    (path) => path.models,
  ),
);
/** More clients at once than this are worth a word. */
const MANY_AT_ONCE = 5;

/** O(n log n). Throws `usage` for a history that is not well formed, or has functions that the model does not know. */
export function estimate(
  history: History,
  model: Model,
  { initial = model.initial, nullReads = "value" }: Partial<PathOptions> = {},
): Estimate {
  const table = opTableOf(history);
  refuseStrange(table, model);
  const options = { initial, nullReads };
  const path = pathFor(model.name);
  const ending = path?.decide(table, options).ending;
  const isLeft = (object: number): boolean => (ending?.[object] ?? UNDECIDED) === UNDECIDED;
  const left = objectsOf(table, isLeft, keeps(options)).map((object) =>
    estimateOf(object, model, initial, path !== undefined),
  );
  const decided = table.objects - left.length;
  const count = (cost: Cost): number => left.filter((each) => each.cost === cost).length;
  return {
    operations: table.count,
    objects: table.objects,
    path: decided > 0 ? (path?.name ?? null) : null,
    costs: {
      linear: decided + count("linear"),
      "bounded search": count("bounded search"),
      hard: count("hard"),
    },
    worst: left.sort((a, b) => b.choices - a.choices).slice(0, MAX_WORST),
  };
}

function refuseStrange({ history, f }: OpTable, model: Model): void {
  const [problem] = history.problems;
  if (problem !== undefined)
    throw new HarnessError("usage", `event ${String(problem.index)}: ${problem.message}`);
  const { functions } = history.columns;
  const strange = functions.findIndex(
    (name, id) => !model.functions.includes(name) && f.includes(id),
  );
  if (strange < 0) return;
  throw new HarnessError(
    "usage",
    `the model ${model.name} does not know ${String(functions[strange])}`,
    {
      hint: `It knows ${model.functions.join(", ")}.`,
    },
  );
}

function estimateOf(
  object: KeyedObject,
  model: Model,
  initial: Json,
  hasPath: boolean,
): ObjectEstimate {
  const { ops, key = null } = object;
  const prepared = problemOf(model.create(initial), ops);
  if (!prepared.possible)
    return {
      ...{ key, operations: ops.length, width: 0, unknowns: 0, choices: 0 },
      cost: "linear",
      cheaper: [],
    };
  const { problem } = prepared;
  const width = widthOf(problem);
  const unknowns = problem.families.reduce((sum, family) => sum + family.ops.length, 0);
  const choices = choicesOf(problem, width);
  const cost = choices <= 1 ? "linear" : choices <= BOUNDED_CHOICES ? "bounded search" : "hard";
  const cheaper = cost === "linear" ? [] : adviceOf(model, ops, hasPath, width, unknowns);
  return { key, operations: ops.length, width, unknowns, choices, cost, cheaper };
}

/** The most operations that change the object and are open at once; what only looks goes as soon as it can, and is no choice. */
function widthOf({ pure, call, ret }: Problem): number {
  const changing = [...pure.keys()].filter((op) => pure[op] === 0);
  const ends = Float64Array.from(changing, (op) => ret[op] as number).sort();
  let [ended, widest] = [0, 0];
  for (const [called, op] of changing.entries()) {
    while ((ends[ended] ?? NEVER) < (call[op] as number)) ended++;
    widest = Math.max(widest, called + 1 - ended);
  }
  return widest;
}

/** Each operation open is done or not, and of each family of unknown ones as many as there are, or fewer. */
const choicesOf = ({ families }: Problem, width: number): number =>
  families.reduce((sum, { ops }) => sum + Math.log2(ops.length + 1), width);

function adviceOf(
  model: Model,
  ops: readonly Operation[],
  hasPath: boolean,
  width: number,
  unknowns: number,
): readonly string[] {
  const silent = ops.filter(
    ({ f, outcome }) => f === "cas" && outcome.type === "fail" && !("seen" in outcome.error),
  ).length;
  return [
    ...(GOES_BY_VALUES.has(model.name) ? ["each value given once: then no search is needed"] : []),
    ...(silent > 0 ? [`failed cas that tell the value they found (${String(silent)} do not)`] : []),
    ...(width > MANY_AT_ONCE ? [`fewer clients per key (${String(width)} at once)`] : []),
    ...(unknowns > 0
      ? [`longer time-outs of operations (${String(unknowns)} of unknown outcome)`]
      : []),
    ...(hasPath ? [] : ["fewer operations per key"]),
  ];
}
