// Peak resident memory of this process since a moment; Linux tells and forgets it by /proc.
import { readFileSync, writeFileSync } from "node:fs";

const STATUS = "/proc/self/status";
const FORGET_PEAK = "5";
const KB_PER_MB = 1024;

function statusMb(field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(readFileSync(STATUS, "utf8"));
  return line === null ? NaN : Number(line[1]) / KB_PER_MB;
}

/** Answers how much more than now was resident at the peak since now, in MB; NaN where the system does not tell. */
export function watchPeakMb(): () => number {
  try {
    writeFileSync("/proc/self/clear_refs", FORGET_PEAK);
    const before = statusMb("VmRSS");
    return () => statusMb("VmHWM") - before;
  } catch {
    return () => NaN;
  }
}
