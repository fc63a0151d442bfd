// Random changes of clocks, one after the other, on subjects at work: skews come and go, in any order, on any nodes.
import type { Clocks } from "../../src/cluster/api.ts";
import type { ClockSkew } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import { seed } from "../../src/core/ids.ts";
import { type Random, randomOf } from "../../src/core/random.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import type { Subject, Subjects, Watched } from "./clock-subjects.ts";

/** More skews than this never hold at once. */
const MOST_AT_ONCE = 3;

/** What became of the monotonic clock that a subject watched meanwhile. */
export interface Watch {
  readonly name: string;
  readonly backwards: number;
  readonly longestStepMs: number;
  readonly reads: number;
  /** How much longer the time was by the subject's monotonic clock than by the harness's. */
  readonly elapsedMoreMs: number;
}

export interface Changes {
  /** Of each change, how long it took until it was in place. */
  readonly tookMs: readonly number[];
  /** How often the subjects did their work meanwhile, without a failure. */
  readonly exertions: number;
  readonly watches: readonly Watch[];
}

/** Makes `count` changes and heals everything. Rejects when a subject fails to do its work meanwhile, or dies. */
export async function changeClocks(
  { cluster, all }: Subjects,
  clocks: Clocks,
  count: number,
): Promise<Changes> {
  const before = await Promise.all(all.map(look));
  const stop = new AbortController();
  const working = all.map((subject) => work(subject, stop.signal));
  const failed = Promise.race([cluster.failure, ...working]).then(() => never());
  failed.catch(() => undefined);
  const tookMs: number[] = [];
  const held: ActiveFault[] = [];
  try {
    for (let step = 0; step < count; step++) {
      const random = randomOf(seed(1)).fork("changes").at(step);
      const elapsed = stopwatch();
      await Promise.race([change(held, random, { cluster, all }, clocks), failed]);
      tookMs.push(elapsed() / 1e6);
    }
  } finally {
    for (const fault of held) await fault[Symbol.asyncDispose]();
    stop.abort();
  }
  const exertions = (await Promise.all(working)).reduce((sum, times) => sum + times, 0);
  const watches = await Promise.all(
    all.map(async (subject, index) => watchOf(subject, before[index] ?? null, await look(subject))),
  );
  return { tookMs, exertions, watches: watches.filter((watch) => watch !== null) };
}

const never = (): Promise<never> => new Promise(() => undefined);

async function change(
  held: ActiveFault[],
  random: Random,
  { all }: Pick<Subjects, "cluster" | "all">,
  clocks: Clocks,
): Promise<void> {
  if (held.length === MOST_AT_ONCE || (held.length > 0 && random.chance(0.5))) {
    const [healed] = held.splice(random.int(0, held.length - 1), 1);
    await healed?.[Symbol.asyncDispose]();
    return;
  }
  const nodes = random
    .shuffle(all)
    .slice(0, random.int(1, all.length))
    .map(({ node }) => node.id);
  held.push(await clocks.skew(nodes, anySkew(random), "random"));
}

function anySkew(random: Random): ClockSkew {
  const offsetMs = random.pick([-1, 1]) * Math.round(1.5 ** random.int(6, 31));
  return random.pick<ClockSkew>([
    { offsetMs },
    { offsetMs, driftPpm: random.int(-200_000, 200_000) },
    { offsetMs, strobePeriodMs: random.int(2, 400) },
    { offsetMs: 0 },
  ]);
}

/** Works until told to stop; resolves with how often. */
async function work(subject: Subject, signal: AbortSignal): Promise<number> {
  let times = 0;
  for (; !signal.aborted; times++) await subject.exert();
  return times;
}

interface Look {
  readonly watched: Watched;
  /** On the harness's clock, the middle of the question. */
  readonly atNs: number;
}

const sinceStart = stopwatch();

async function look({ watched }: Subject): Promise<Look | null> {
  if (watched === null) return null;
  const asked = sinceStart();
  const seen = await watched();
  return { watched: seen, atNs: (asked + sinceStart()) / 2 };
}

function watchOf({ name }: Subject, before: Look | null, after: Look | null): Watch | null {
  if (before === null || after === null) return null;
  const theirs = after.watched.monotonicNs - before.watched.monotonicNs;
  return {
    name,
    backwards: after.watched.backwards,
    longestStepMs: after.watched.longestStepNs / 1e6,
    reads: after.watched.reads - before.watched.reads,
    elapsedMoreMs: (theirs - (after.atNs - before.atNs)) / 1e6,
  };
}
