// Runs a program in a child process that is killed when it takes too long or too much memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** What a program prints when it begins to check. */
const LOADED = "loaded";
const LOAD_MS = 180_000;
/** Over its own limit of time a check has this long to notice. */
const GRACE_MS = 10_000;
/** Over its own limit of memory: the program, the history, and what garbage there may be. */
const SPARE_MB = 1500;
const POLL_MS = 100;
const PAGES_PER_MB = 256;

export interface Bounds {
  readonly capMs: number;
  readonly memoryMb: number;
}

/** The last line that the program printed, or why there is none: over the time, over the memory, crashed. */
export type Ended = { readonly line: string } | "T" | "M" | "X";

/** Runs `program`, a path. The cap begins when it prints "loaded". */
export async function runBounded(
  program: string,
  args: readonly string[],
  { capMs, memoryMb }: Bounds,
): Promise<Ended> {
  const flags = ["--expose-gc", `--max-old-space-size=${String(memoryMb + SPARE_MB)}`];
  const child = spawn(process.execPath, [...flags, program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const killedFor: ("T" | "M")[] = [];
  const kill = (why: "T" | "M"): void => {
    killedFor.push(why);
    child.kill("SIGKILL");
  };
  let deadline = setTimeout(kill, LOAD_MS, "T");
  const poll = setInterval(() => {
    if (residentMb(child.pid) > memoryMb + SPARE_MB) kill("M");
  }, POLL_MS);
  let last = LOADED;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (line !== LOADED) continue;
    clearTimeout(deadline);
    deadline = setTimeout(kill, capMs + GRACE_MS, "T");
  }
  clearTimeout(deadline);
  clearInterval(poll);
  const [why] = killedFor;
  return why ?? (last === LOADED ? "X" : { line: last });
}

function residentMb(pid: number | undefined): number {
  try {
    const [, pages] = readFileSync(`/proc/${String(pid)}/statm`, "utf8").split(" ");
    return Number(pages) / PAGES_PER_MB;
  } catch {
    return 0;
  }
}
