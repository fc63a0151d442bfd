// The unit of work of a linearizability check: objects, their model and limits in; one judgement an object out. Runs in the process
// or in a worker.
import { toMs } from "../../../core/duration.ts";
import type { Json } from "../../../core/json.ts";
import { assert } from "../../../core/assert.ts";
import type { Operation } from "../../../core/op.ts";
import { stopwatch } from "../../../core/real-clock.ts";
import type { Model } from "../../models/model.ts";
import { modelNamed } from "../../models/models.ts";
import { decideBySlices, type Decision, type Ending, type Limits } from "./decide.ts";
import { problemOf, type Problem } from "./problem.ts";

export interface SearchJob {
  readonly model: string;
  readonly initial: Json;
  readonly limits: Limits;
  readonly objects: readonly JobObject[];
}

export interface JobObject {
  /** Position in the check's list. */
  readonly object: number;
  /** May be made when asked for, and anew each time. */
  readonly ops: readonly Operation[];
}

/** What became of one object. */
export interface Judgement {
  readonly object: number;
  readonly ending: Ending | "interrupted" | "crashed";
  /** The first return (an event index) that no order could pass, or where the search stood; null where nothing is known. */
  readonly blockedAt: number | null;
  readonly steps: number;
  readonly configurations: number;
}

/** One judgement an object, in order. */
export function runSearchJob(job: SearchJob): Judgement[] {
  const model = modelNamed(job.model);
  assert(model !== undefined, `model ${job.model}`);
  const judging = judgeBySlices(model, job);
  let step = judging.next();
  while (step.done !== true) step = judging.next();
  return step.value;
}

/** The same, of any model, pausing after each slice of work. */
export function* judgeBySlices(
  model: Model,
  { initial, limits, objects }: SearchJob,
): Generator<void, Judgement[]> {
  const elapsed = stopwatch();
  const prepare = objects.map((object) => () => prepared(model, initial, object));
  const decisions = yield* decideBySlices(prepare, limits, () => toMs(elapsed()));
  return objects.map(({ object }, i) => ({ object, ...(decisions[i] as Decision) }));
}

function prepared(model: Model, initial: Json, object: JobObject): Problem | Decision {
  const { ops } = object;
  const found = problemOf(model.create(initial), ops);
  if (found.possible) return found.problem;
  const blockedAt = ops[found.op]?.completion ?? null;
  return { ending: "impossible", blockedAt, steps: 0, configurations: 0 };
}
