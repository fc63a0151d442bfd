// Program: checks the cases of a manifest of recorded histories, once cold and then warm, and prints the figures as a line of JSON.
// Argument: the file, cap in milliseconds, memory in MB. Runs in a process of its own, so that it is cold and can be stopped.
import { readFileSync } from "node:fs";
import { caseHistory, type ManifestCase } from "../../src/checkers/case-history.ts";
import { linearizable } from "../../src/checkers/linearizable/linearizable.ts";
import { toMs } from "../../src/core/duration.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import { contextOf } from "./check-context.ts";
import { median } from "./figures.ts";

/** What is printed: milliseconds, by case where there are several. */
export interface LogFigures {
  readonly names: readonly string[];
  readonly wrong: readonly string[];
  readonly coldMs: readonly number[];
  readonly warmMs: readonly number[];
  /** CPU of a warm pass over all. */
  readonly passCpuMs: number;
  /** CPU of the whole process until the first pass was done: start, compiling, parsing and all. */
  readonly processCpuMs: number;
}

const MAX_PASSES = 30;
/** No pass begins later. */
const BUDGET_MS = 30_000;
const US_PER_MS = 1000;

const [file = "", cap, memory] = process.argv.slice(2);
const context = contextOf(Number(cap), Number(memory));
const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / US_PER_MS;
};

interface RecordedCase extends ManifestCase {
  readonly model: string;
  readonly expected: { readonly linearizable: { readonly valid: unknown } };
}
const cases = readFileSync(file, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as RecordedCase);
/** What recorded verdicts take for granted, and no witness, as those who are compared give none. */
const CONVENTIONS = { minOkOps: 0, nullReads: "unknown", shrinkMs: 0 } as const;
const wrong: string[] = [];

/** Milliseconds of each case; histories are made anew each time. */
async function pass(): Promise<readonly number[]> {
  const times: number[] = [];
  for (const one of cases) {
    const history = caseHistory(one);
    const checker = linearizable({ ...CONVENTIONS, ...one.options, model: one.model });
    const took = stopwatch();
    const { valid } = await checker.check(history, context);
    times.push(toMs(took()));
    if (valid !== one.expected.linearizable.valid && !wrong.includes(one.name))
      wrong.push(one.name);
  }
  return times;
}

console.log("loaded");
const since = stopwatch();
const coldMs = await pass();
const processCpuMs = cpuMs();
const passes: (readonly number[])[] = [];
const passCpu: number[] = [];
do {
  const usage = process.cpuUsage();
  passes.push(await pass());
  passCpu.push(cpuMs(usage));
} while (passes.length < MAX_PASSES && toMs(since()) < BUDGET_MS);

const figures: LogFigures = {
  names: cases.map(({ name }) => name),
  wrong,
  coldMs,
  warmMs: cases.map((_, i) => median(passes.map((times) => times[i] ?? NaN))),
  passCpuMs: median(passCpu),
  processCpuMs,
};
console.log(JSON.stringify(figures));
process.exit();
