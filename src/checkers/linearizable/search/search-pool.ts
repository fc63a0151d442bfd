// Runs search jobs in worker threads with a bounded heap and an abort signal. The only file that knows the pool; what a worker
// does is in search-job.ts.
import { availableParallelism } from "node:os";
import type { CheckContext } from "../../checker.ts";
import { type Judgement, runSearchJob, type SearchJob } from "./search-job.ts";

const BYTES_PER_MB = 1024 * 1024;
/** More workers than this gain little: objects are few and the machine is shared with the cluster's nodes. */
const MAX_WORKERS = 8;
/** A worker that is this much over its time does not answer and is ended. */
const GRACE_MS = 5000;
const OUT_OF_MEMORY = "ERR_WORKER_OUT_OF_MEMORY";

/** The worker beside this file: TypeScript in the repository, JavaScript when published. */
const WORKER = new URL(import.meta.url.replace(/search-pool(\.[jt]s).*$/, "search-worker$1")).href;

/** Judgements of the job's objects, in any order. Never rejects for a limit reached or an abort. */
export async function runInWorkers(job: SearchJob, context: CheckContext): Promise<Judgement[]> {
  const { Piscina } = await import("piscina");
  const count = Math.min(availableParallelism(), MAX_WORKERS, job.objects.length);
  const memoryBytes = Math.floor(context.memoryLimitBytes / count);
  const pool = new Piscina({
    filename: WORKER,
    maxThreads: count,
    minThreads: count,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memoryBytes / BYTES_PER_MB) },
  });
  const limits = { steps: Infinity, timeMs: context.timeLimitMs, memoryBytes };
  const deadline = AbortSignal.timeout(context.timeLimitMs + GRACE_MS);
  const signal = AbortSignal.any([context.signal, deadline]);
  try {
    const parts = partsOf(job, count).map((objects) => ({ ...job, objects, limits }));
    const done = await Promise.all(
      parts.map(async (part) => {
        try {
          return (await pool.run(part, { signal })) as ReturnType<typeof runSearchJob>;
        } catch (error) {
          return endedBy(error, part, context.signal.aborted, deadline.aborted);
        }
      }),
    );
    return done.flat();
  } finally {
    await pool.destroy();
  }
}

/** Largest first, each to the part with the fewest operations. */
function partsOf(job: SearchJob, count: number): SearchJob["objects"][] {
  const parts = Array.from({ length: count }, () => ({
    ops: 0,
    objects: [] as SearchJob["objects"][number][],
  }));
  for (const object of [...job.objects].sort((a, b) => b.ops.length - a.ops.length)) {
    const part = parts.reduce((least, other) => (other.ops < least.ops ? other : least));
    part.ops += object.ops.length;
    part.objects.push(object);
  }
  return parts.map(({ objects }) => objects);
}

function endedBy(
  error: unknown,
  part: SearchJob,
  interrupted: boolean,
  late: boolean,
): Judgement[] {
  const isMemory = (error as { readonly code?: unknown }).code === OUT_OF_MEMORY;
  if (!isMemory && !interrupted && !late) throw error;
  const ending = isMemory ? "memory" : interrupted ? "interrupted" : "timeout";
  return part.objects.map(({ object }) => ({
    object,
    ending,
    blockedAt: null,
    steps: 0,
    configurations: 0,
  }));
}
