// How many operations a second the interpreter carries out when clients cost nothing: the harness's own ceiling.
// `npm run bench -- interpreter [seconds per row]`
import Table from "cli-table3";
import { type Client } from "../src/core/client.ts";
import { toSeconds } from "../src/core/duration.ts";
import { nanos, seed } from "../src/core/ids.ts";
import { ok } from "../src/core/op.ts";
import { randomOf } from "../src/core/random.ts";
import { startRealClock, stopwatch } from "../src/core/real-clock.ts";
import { fromFunction } from "../src/generator/emit.ts";
import type { Generator } from "../src/generator/generator.ts";
import { concurrentKeys } from "../src/generator/independent.ts";
import { limit } from "../src/generator/limit.ts";
import { weightedMix } from "../src/generator/mix.ts";
import { processLimit } from "../src/generator/process-limit.ts";
import { clients } from "../src/generator/route.ts";
import { stagger } from "../src/generator/stagger.ts";
import { timeLimit } from "../src/generator/time-limit.ts";
import { interpret } from "../src/runner/interpreter.ts";

const DEFAULT_SECONDS = 2;
const WORKERS = [10, 100];
const GOAL_PER_SECOND = 50_000;

const read = fromFunction(() => ({ f: "read", value: null }));
const write = fromFunction(({ random }) => ({ f: "write", value: random.int(0, 4) }));
const cas = fromFunction(({ random }) => ({
  f: "cas",
  value: [random.int(0, 4), random.int(0, 4)],
}));

const perKey = (): Generator =>
  limit(
    120,
    processLimit(
      20,
      weightedMix([
        [2, read],
        [1, write],
        [1, cas],
      ]),
    ),
  );

const STACKS: Readonly<Record<string, Generator>> = {
  simple: read,
  // What the register workload asks for, staggered so little that the clock never holds it up.
  realistic: clients(
    stagger(
      nanos(100),
      concurrentKeys(5, (n) => n, perKey),
    ),
  ),
  "realistic, a worker per key": clients(
    stagger(
      nanos(100),
      concurrentKeys(1, (n) => n, perKey),
    ),
  ),
};

const noOp: Client = {
  offers: new Set(["read", "write", "cas"]),
  invoke: (request) => Promise.resolve(ok(request.value)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

interface Rates {
  readonly perSecond: number;
  /** Says more than the other on a machine that is busy with something else. */
  readonly perCpuSecond: number;
}

async function ratesOf(stack: Generator, concurrency: number, seconds: number): Promise<Rates> {
  const elapsed = stopwatch();
  const before = process.cpuUsage();
  const { generated } = await interpret({
    generator: timeLimit(nanos(seconds * 1e9), stack),
    concurrency,
    clock: startRealClock(),
    random: randomOf(seed(1)),
    open: () => Promise.resolve(noOp),
    nemesis: { invoke: () => Promise.resolve(null) },
    record: () => undefined,
    opTimeoutMs: 2_000,
    signal: new AbortController().signal,
  });
  const perSecond = generated / toSeconds(elapsed());
  const { user, system } = process.cpuUsage(before);
  return { perSecond, perCpuSecond: generated / ((user + system) / 1e6) };
}

const shown = (rate: number): string => Math.round(rate).toLocaleString("en");

/** Prints a row per generator stack and number of workers. */
export async function run(args: readonly string[]): Promise<void> {
  const seconds = Number(args[0] ?? DEFAULT_SECONDS);
  const table = new Table({
    head: ["generators", "workers", "ops/s", "ops/CPU-s", "goal 50,000/s"],
    style: { head: [], border: [] },
  });
  for (const [name, stack] of Object.entries(STACKS)) {
    for (const workers of WORKERS) {
      const { perSecond, perCpuSecond } = await ratesOf(stack, workers, seconds);
      const word = perSecond >= GOAL_PER_SECOND ? "met" : "missed";
      table.push([name, workers, shown(perSecond), shown(perCpuSecond), word]);
    }
  }
  console.log(table.toString());
}
