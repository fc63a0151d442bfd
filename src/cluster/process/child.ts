// One OS process with its three pipes, cut into lines. A rim file: it spawns. Knows no protocol and no cluster.
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { HarnessError } from "../../core/errors.ts";
import { signalGroup, signalProcess } from "./host-process.ts";

/** What a process that does not read may have waiting; what is over is dropped as by a full network. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A longer line is handed on in pieces: a node that never ends its line must not fill our memory. */
const MAX_LINE_CHARS = 8 * 1024 * 1024;
const LAST_LINES = 20;
/** How long pipes may stay open, held by somebody else, after the process is gone. */
const PIPES_LINGER_MS = 1_000;

export interface ChildOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Added to the harness's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly onStdout: (line: string) => void;
  readonly onStderr: (line: string) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** "exit code 1" or "signal SIGKILL". */
export const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `exit code ${String(code)}` : `signal ${signal}`;

/** A process in a group of its own, so that all of it can be signalled. */
export class Child {
  readonly pid: number;
  /** Resolves when the process is gone and its pipes were read to the end. */
  readonly ended: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #lastLines: string[] = [];
  /** From then on its pid may be somebody else's. */
  #gone = false;

  /** Throws `node` when the program cannot be run. */
  constructor(options: ChildOptions) {
    const [program = "", ...args] = options.argv;
    this.#process = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    // Without listeners a program that is not there, or that closed its stdin, would end the harness.
    this.#process.on("error", () => undefined);
    this.#process.stdin?.on("error", () => undefined);
    if (this.#process.pid === undefined) {
      throw new HarnessError("node", `cannot run ${JSON.stringify(options.argv)}`, {
        hint: "Check that the program of the system's process spec exists and is executable.",
      });
    }
    this.pid = this.#process.pid;
    this.ended = this.#end();
    this.#read(this.#process.stdout, options.onStdout);
    this.#read(this.#process.stderr, options.onStderr);
  }

  /** The last lines it printed on either stream, oldest first. */
  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** Writes a line to its stdin; false when it is not taken, for want of room or of a reader. */
  send(line: string): boolean {
    const { stdin } = this.#process;
    if (stdin === null || !stdin.writable || stdin.writableLength > MAX_BACKLOG_BYTES) return false;
    stdin.write(`${line}\n`);
    return true;
  }

  /** Asks the process alone, as an init system would. */
  terminate(): void {
    if (!this.#gone) signalProcess(this.pid, "SIGTERM");
  }

  signalAll(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    if (!this.#gone) signalGroup(this.pid, signal);
  }

  #end(): Promise<Exit> {
    return new Promise((resolve) => {
      this.#process.once("exit", () => {
        this.#gone = true;
        // What it started may outlive it and hold its pipes.
        signalGroup(this.pid, "SIGKILL");
        setTimeout(() => {
          this.#process.stdout?.destroy();
          this.#process.stderr?.destroy();
        }, PIPES_LINGER_MS).unref();
      });
      this.#process.once("close", (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  #read(stream: Readable | null, onLine: (line: string) => void): void {
    const emit = (line: string): void => {
      this.#keep(line);
      onLine(line);
    };
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE_CHARS) {
        lines.push(rest);
        rest = "";
      }
      lines.forEach(emit);
    });
    stream?.on("end", () => {
      // A kill cuts lines: one without its end is shown, never interpreted.
      if (rest !== "") this.#keep(rest);
    });
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
  }
}
