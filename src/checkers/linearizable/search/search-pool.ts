// Runs searches in worker threads with a bounded heap and an abort signal. The only file that knows the pool; what a worker does is
// in search-worker.ts.
import { availableParallelism } from "node:os";
import type { History } from "../../../core/history.ts";
import type { Json } from "../../../core/json.ts";
import type { CheckContext } from "../../checker.ts";
import { type Assigned, handOver } from "./handover.ts";
import type { Judgement } from "./search-job.ts";

const BYTES_PER_MB = 1024 * 1024;
/** More workers than this gain little: objects are few and the machine is shared with the cluster's nodes. */
const MAX_WORKERS = 8;
/** A worker that is this much over its time does not answer and is ended. */
const GRACE_MS = 5000;
const OUT_OF_MEMORY = "ERR_WORKER_OUT_OF_MEMORY";
/** What the pool says of a thread that ended by itself. */
const EXITED = /^worker exited/;

const RECURSION = /call stack/;

/** The worker beside this file: TypeScript in the repository, JavaScript when published. */
const WORKER = new URL(import.meta.url.replace(/search-pool(\.[jt]s).*$/, "search-worker$1")).href;

/** What to search, of which history, and where the program of the workers is. */
export interface PoolJob {
  readonly history: History;
  readonly model: string;
  readonly initial: Json;
  readonly assigned: readonly Assigned[];
  readonly worker?: string;
}

/** Judgements of the job's objects, in any order. Never rejects for a limit reached, a worker that dies, or an abort. */
export async function runInWorkers(job: PoolJob, context: CheckContext): Promise<Judgement[]> {
  const { Piscina } = await import("piscina");
  const { history, model, initial, assigned, worker = WORKER } = job;
  const count = Math.min(availableParallelism(), MAX_WORKERS, assigned.length);
  const memoryBytes = Math.floor(context.memoryLimitBytes / count);
  const pool = new Piscina({
    filename: worker,
    maxThreads: count,
    minThreads: count,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memoryBytes / BYTES_PER_MB) },
  });
  const limits = { steps: Infinity, timeMs: context.timeLimitMs, memoryBytes };
  const deadline = AbortSignal.timeout(context.timeLimitMs + GRACE_MS);
  const signal = AbortSignal.any([context.signal, deadline]);
  try {
    const done = await Promise.all(
      partsOf(assigned, count).map(async (part) => {
        try {
          const handover = handOver(history, part, { model, initial, limits });
          return (await pool.run(handover, { signal })) as Judgement[];
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
function partsOf(assigned: readonly Assigned[], count: number): (readonly Assigned[])[] {
  const parts = Array.from({ length: count }, () => ({ ops: 0, assigned: [] as Assigned[] }));
  for (const one of [...assigned].sort((a, b) => b.object.size - a.object.size)) {
    const part = parts.reduce((least, other) => (other.ops < least.ops ? other : least));
    part.ops += one.object.size;
    part.assigned.push(one);
  }
  return parts.map((part) => part.assigned);
}

function endedBy(
  error: unknown,
  part: readonly Assigned[],
  interrupted: boolean,
  late: boolean,
): Judgement[] {
  const died = interrupted ? "interrupted" : late ? "timeout" : deathOf(error);
  if (died === null) throw error;
  return part.map(({ position }) => ({
    object: position,
    ending: died,
    blockedAt: null,
    steps: 0,
    configurations: 0,
  }));
}

/** How a worker died; null of an error that it reported, which is a bug. */
function deathOf(error: unknown): "memory" | "crashed" | null {
  const { code } = error as { readonly code?: unknown };
  // An array or a map that could not grow is a RangeError, and so is too deep a recursion.
  const { message } = error as Error;
  if (code === OUT_OF_MEMORY || (error instanceof RangeError && !RECURSION.test(message)))
    return "memory";
  return EXITED.test(message) ? "crashed" : null;
}
