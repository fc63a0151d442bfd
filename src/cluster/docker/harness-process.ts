// Rim: who this harness is on its host, so that what it made can be told from what a living harness still uses.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process on a host, told apart from a later one with the same pid by its start. */
export interface HarnessProcess {
  readonly host: string;
  readonly pid: number;
  /** Start time in clock ticks since boot (proc(5), stat, field 22); empty where there is no /proc. */
  readonly startedTicks: string;
}

/** This process. */
export const thisHarness = (): HarnessProcess => ({
  host: hostname(),
  pid: process.pid,
  startedTicks: startedTicksOf(process.pid) ?? "",
});

/** Whether it still runs. Harnesses of other hosts count as alive: nothing here can know better. */
export function isAlive(harness: HarnessProcess): boolean {
  if (harness.host !== hostname()) return true;
  if (harness.startedTicks !== "") return startedTicksOf(harness.pid) === harness.startedTicks;
  try {
    process.kill(harness.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Tells testcontainers where published ports are. Inside a container it would find that out by pulling an image from the
 * internet and running it, at each start; ports are published on the loopback address, and nobody asks it for them.
 */
export function spareHostLookup(): void {
  process.env["TESTCONTAINERS_HOST_OVERRIDE"] ??= "127.0.0.1";
}

/** The Node.js binary that runs this harness, and what identifies its content. */
export const nodeBinary = (): { readonly path: string; readonly version: string } => ({
  path: process.execPath,
  version: `${process.version} ${process.platform} ${process.arch}`,
});

function startedTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The command's name, in parentheses, may hold spaces: count from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
