// Program: reads one history file and prints what that took as a line of JSON. Argument: the file. Runs in a process of its own, so
// that nothing else is in its memory.
import { setTimeout as sleep } from "node:timers/promises";
import { toMs } from "../../src/core/duration.ts";
import { stopwatch } from "../../src/core/real-clock.ts";
import { readHistoryFile } from "../../src/store/history-file.ts";

/** Memory is of the heap and outside it (columns, buffers), over what the process had before it read. */
export interface ReadFigures {
  readonly events: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
  /** Of the history alone, after garbage was collected. */
  readonly keptMb: number;
  /** Resident memory at its peak, over that before. */
  readonly residentMb: number;
}

const SAMPLE_MS = 2;
const BYTES_PER_MB = 1e6;
const BYTES_PER_KB = 1024;
const US_PER_MS = 1000;

const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Buffers are freed by the second collection. */
async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(20);
  }
}

const [file = ""] = process.argv.slice(2);
await collectGarbage();
const before = used();
const residentBefore = process.memoryUsage.rss();
let peak = 0;
const sampling = setInterval(() => (peak = Math.max(peak, used())), SAMPLE_MS);
const [took, usage] = [stopwatch(), process.cpuUsage()];
const { history } = await readHistoryFile(file);
const { user, system } = process.cpuUsage(usage);
const wallMs = toMs(took());
peak = Math.max(peak, used());
clearInterval(sampling);
const { maxRSS } = process.resourceUsage();
await collectGarbage();

const figures: ReadFigures = {
  events: history.length,
  cpuMs: (user + system) / US_PER_MS,
  wallMs,
  peakMb: (peak - before) / BYTES_PER_MB,
  keptMb: (used() - before) / BYTES_PER_MB,
  residentMb: (maxRSS * BYTES_PER_KB - residentBefore) / BYTES_PER_MB,
};
console.log(JSON.stringify(figures));
