// Runs search jobs in this process, for models that are functions and so cannot go to a worker: a slice of work at a time, so that
// the process stays awake and hears of an abort.
import { nextTurn } from "../../../core/real-clock.ts";
import type { CheckContext } from "../../checker.ts";
import type { Model } from "../../models/model.ts";
import { judgeBySlices, type Judgement, type SearchJob } from "./search-job.ts";

/** Judgements of the job's objects, under its limits but for steps. */
export async function runInSlices(
  model: Model,
  job: SearchJob,
  { signal }: CheckContext,
): Promise<readonly Judgement[]> {
  const judging = judgeBySlices(model, { ...job, limits: { ...job.limits, steps: Infinity } });
  for (;;) {
    const step = judging.next();
    if (step.done === true) return step.value;
    await nextTurn();
    if (signal.aborted) return job.objects.map(({ object }) => interrupted(object));
  }
}

const interrupted = (object: number): Judgement => ({
  object,
  ending: "interrupted",
  blockedAt: null,
  steps: 0,
  configurations: 0,
});
