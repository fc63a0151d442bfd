// A thousand random changes of the clocks of etcd, Redis, PostgreSQL, a JVM and Node under load: `-- 1000` says how many.
import { changeClocks } from "../test/docker/clock-changes.ts";
import { startSubjects } from "../test/docker/clock-subjects.ts";

const CHANGES = 1_000;

/** Rejects when a subject fails or dies. Needs a Docker engine. */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? CHANGES);
  await using subjects = await startSubjects();
  const { clocks } = subjects.cluster;
  if (clocks === null) throw new Error("the back end has no clocks");
  const { tookMs, exertions, watches } = await changeClocks(subjects, clocks, count);
  const sorted = [...tookMs].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.ceil(q * sorted.length) - 1] ?? NaN).toFixed(1);
  console.log(`${String(count)} changes, ${String(exertions)} requests meanwhile, none failed`);
  console.log(`a change took ${at(0.5)} ms (median), ${at(0.95)} ms (p95), ${at(1)} ms at most`);
  for (const watch of watches) {
    console.log(
      `${watch.name}: ${String(watch.reads)} reads of the monotonic clock, ${String(watch.backwards)} went back, ` +
        `longest step ${watch.longestStepMs.toFixed(0)} ms, ` +
        `${watch.elapsedMoreMs.toFixed(1)} ms more than by the harness's`,
    );
  }
  const offsets = await Promise.all(
    subjects.all.map(async ({ name, offset }) => `${name} ${(await offset()).toFixed(0)} ms`),
  );
  console.log(`off in the end: ${offsets.join(", ")}`);
}
