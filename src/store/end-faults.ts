// Closes the windows of faults that a clean-up ended, in the record of a run whose harness was killed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FaultWindow } from "../core/fault.ts";
import { type Nanos, nanos } from "../core/ids.ts";
import { FILES } from "./layout.ts";
import { readFaults } from "./read-run.ts";
import { replaceFile } from "./run-directory.ts";

/** Every window of the run directory that has no end gets `end`; `how` says what ended it. */
export function endFaults(directory: string, end: Nanos, how: string): void {
  const path = join(directory, FILES.faults);
  if (!existsSync(path)) return;
  const ended = readFaults(path)
    .filter((window) => window.end === null)
    .map((window): FaultWindow => {
      const last = nanos(Math.max(end, window.start));
      return { ...window, end: last, healed: { seen: true, detail: how } };
    });
  if (ended.length === 0) return;
  const whole = readFileSync(path, "utf8").split("\n").slice(0, -1);
  replaceFile(path, [...whole, ...ended.map((window) => JSON.stringify(window)), ""].join("\n"));
}
