// Program: checks one history file as often as time allows and prints the figures as a line of JSON. Arguments: model, file, cap in
// milliseconds, memory in MB. Prints "loaded" before the first check. Runs in a process of its own, so that it can be stopped.
import { setTimeout as sleep } from "node:timers/promises";
import { linearizable } from "../../src/checkers/linearizable/linearizable.ts";
import { History } from "../../src/core/history.ts";
import { toMs } from "../../src/core/duration.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { readHistoryFile } from "../../src/store/history-file.ts";
import { contextOf } from "./check-context.ts";
import { type Figures, median } from "./figures.ts";
import { watchPeakMb } from "./peak-memory.ts";

/** A check is repeated until it was run so often and for so long, so that short ones are measured once their code is compiled. */
const LEAST_RUNS = 7;
const LEAST_MS = 400;
const MOST_RUNS = 200;
/** A check that took longer is not repeated. */
const LONG_MS = 1500;
const US_PER_MS = 1000;

const [model = "", file = "", cap, memory] = process.argv.slice(2);
// Shrinking a witness is left out, as those who are compared find none.
const checker = linearizable({ model, shrinkMs: 0 });
const context = contextOf(Number(cap), Number(memory));
const [cpu, wall, peaks]: [number[], number[], number[]] = [[], [], []];
let verdict: Verdict | null = null;
const { history: read } = await readHistoryFile(file);
const operations = read.length / 2;
globalThis.gc?.();
await sleep(20); // what was freed goes back to the system
console.log("loaded");

while ((wall[0] ?? 0) < LONG_MS && (cpu.length < LEAST_RUNS || isShort())) {
  // What a history keeps for who asks again is not kept from run to run.
  const history = new History(read.columns, read.faults, read.problems);
  const peak = watchPeakMb();
  const [took, usage] = [stopwatch(), process.cpuUsage()];
  verdict = await checker.check(history, context);
  const { user, system } = process.cpuUsage(usage);
  wall.push(toMs(took()));
  cpu.push((user + system) / US_PER_MS);
  peaks.push(peak());
}

function isShort(): boolean {
  return cpu.length < MOST_RUNS && wall.reduce((sum, ms) => sum + ms, 0) < LEAST_MS;
}

const figures: Figures = {
  valid: verdict?.valid ?? "unknown",
  ...(verdict?.valid === "unknown" ? { reason: verdict.reason } : {}),
  operations,
  cpuMs: median(cpu),
  wallMs: median(wall),
  coldMs: cpu[0] ?? NaN,
  peakMb: peaks[0] ?? NaN,
};
console.log(JSON.stringify(figures));
process.exit();
