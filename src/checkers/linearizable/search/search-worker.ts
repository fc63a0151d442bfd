// Program: the worker thread of a linearizability check. Does one job a message.
import { type Handover, takeOver } from "./handover.ts";
import { type Judgement, runSearchJob } from "./search-job.ts";

export default function run(handover: Handover): Judgement[] {
  const { model, initial, limits, event } = handover;
  const judgements = runSearchJob({ model, initial, limits, objects: takeOver(handover) });
  return judgements.map((judgement) => {
    const { blockedAt } = judgement;
    return { ...judgement, blockedAt: blockedAt === null ? null : (event[blockedAt] as number) };
  });
}
