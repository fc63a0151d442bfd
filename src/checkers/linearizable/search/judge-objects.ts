// Judges the objects of a history: first here for a short while, since most are easy; what is left goes to worker threads, which can be
// stopped and whose memory is bounded.
import type { History } from "../../../core/history.ts";
import type { Json } from "../../../core/json.ts";
import type { CheckContext } from "../../checker.ts";
import type { Model } from "../../models/model.ts";
import { modelNamed } from "../../models/models.ts";
import type { KeyedObject } from "../objects.ts";
import { runInSlices } from "./search-in-slices.ts";
import { type Judgement, runSearchJob, type SearchJob } from "./search-job.ts";
import { runInWorkers } from "./search-pool.ts";

export type { Judgement } from "./search-job.ts";

/** What the objects are of. */
interface JudgedHistory {
  readonly history: History;
  readonly model: Model;
  readonly initial: Json;
}

/** The short while, in candidates tried: about a fifth of a second. */
const INLINE_STEPS = 2_000_000;

/**
 * One judgement an object, in order; never rejects for a limit reached. Where a violation is known already, the verdict is too, and
 * nobody waits for the hard ones.
 */
export async function judgeObjects(
  { history, model, initial }: JudgedHistory,
  objects: readonly KeyedObject[],
  context: CheckContext,
  isViolated: boolean,
): Promise<readonly Judgement[]> {
  const job: SearchJob = {
    model: model.name,
    initial,
    limits: {
      steps: INLINE_STEPS,
      timeMs: context.timeLimitMs,
      memoryBytes: context.memoryLimitBytes,
    },
    objects: objects.map((keyed, object) => ({
      object,
      get ops() {
        return keyed.ops;
      },
    })),
  };
  if (modelNamed(model.name) !== model) return await runInSlices(model, job, context);
  const inline = runSearchJob(job);
  const left = new Set(inline.filter(({ ending }) => ending === "steps").map((j) => j.object));
  const violated = isViolated || inline.some(({ ending }) => ending === "impossible");
  if (left.size === 0 || violated) return inline;
  const assigned = objects
    .map((object, position) => ({ position, object }))
    .filter(({ position }) => left.has(position));
  const late = await runInWorkers({ history, model: model.name, initial, assigned }, context);
  return [...inline.filter(({ object }) => !left.has(object)), ...late].sort(
    (a, b) => a.object - b.object,
  );
}
