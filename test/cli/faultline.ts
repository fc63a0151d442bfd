// Runs the command line as a user does, in a process of its own, and follows its events.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "../../src/core/events.ts";

const COMMAND = fileURLToPath(new URL("../../bin/faultline.js", import.meta.url));
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Finished {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The last line of `--json`. */
export interface SummaryLine {
  readonly type: "summary";
  readonly exit: number;
  readonly runs: readonly {
    readonly scenario: string;
    readonly dir: string;
    readonly report: string | null;
    readonly verdict: string;
    readonly status: string;
    readonly expected: boolean;
  }[];
}

export interface Started {
  readonly child: ChildProcess;
  readonly done: Promise<Finished>;
  /** Events of `--json` so far. */
  readonly events: readonly RunEvent[];
  /** The first event that passes, seen already or to come; rejects when the command ends without one. */
  readonly event: (passes: (event: RunEvent) => boolean) => Promise<RunEvent>;
}

/** Starts the command; with `--json` among the arguments its events can be waited for. */
export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end();
  const out: string[] = [];
  const events: RunEvent[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    out.push(line);
    if (!line.startsWith("{")) return;
    events.push(JSON.parse(line) as RunEvent);
    for (const look of waiting) look();
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const done = new Promise<Finished>((resolve) => {
    child.on("close", (exit, signal) => {
      resolve({ exit, signal, stdout: out.join("\n"), stderr });
    });
  });
  return { child, done, events, event: (passes) => firstEvent(events, waiting, done, passes) };
}

/** Runs the command to its end. */
export const faultline = (
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<Finished> => start(args, env).done;

/** The closing line of a `--json` command. */
export function summaryOf(finished: Finished): SummaryLine {
  const last = finished.stdout.trim().split("\n").at(-1) ?? "";
  return JSON.parse(last) as SummaryLine;
}

function firstEvent(
  events: readonly RunEvent[],
  waiting: Set<() => void>,
  done: Promise<Finished>,
  passes: (event: RunEvent) => boolean,
): Promise<RunEvent> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = events.find(passes);
      if (found === undefined) return;
      waiting.delete(look);
      resolve(found);
    };
    waiting.add(look);
    look();
    void done.then(({ stdout, stderr }) => {
      reject(
        new Error(`the command ended before the event came\n${stdout.slice(-2000)}\n${stderr}`),
      );
    });
  });
}
