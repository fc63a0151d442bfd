// One shell that stays: commands go in, their output and exit status come back, one at a time. About 1 ms each,
// where a process or an exec of its own takes 60. Knows no Docker: any pair of streams with a `sh` behind it will do.
import type { Writable } from "node:stream";
import { HarnessError } from "../../core/errors.ts";
import { withDeadline } from "./deadline.ts";
import { Serial } from "./serial.ts";

export interface CommandResult {
  readonly status: number;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** What the shell hears on `input` and what it says, demultiplexed, through `onOutput`. */
interface ShellStream {
  readonly input: Writable;
  readonly onOutput: (listener: (text: string) => void) => void;
}

export class AgentShell implements AsyncDisposable {
  readonly #stream: ShellStream;
  readonly #serial = new Serial();
  #count = 0;
  #buffer = "";
  #wake: () => void = () => undefined;
  #broken: string | null = null;

  constructor(stream: ShellStream) {
    this.#stream = stream;
    stream.onOutput((text) => {
      this.#buffer += text;
      this.#wake();
    });
    const onEnd = (): void => this.#break("its stream ended");
    stream.input.once("close", onEnd).once("end", onEnd).on("error", onEnd);
  }

  /** False once a command ran into its deadline or the stream ended: then open another shell. */
  get usable(): boolean {
    return this.#broken === null;
  }

  /** Runs a script in a subshell without input. Throws `engine` when no end comes within `deadlineMs`. */
  run(script: string, deadlineMs: number): Promise<CommandResult> {
    return this.#serial.run(() => this.#run(script, deadlineMs));
  }

  async #run(script: string, deadlineMs: number): Promise<CommandResult> {
    const marker = `@faultline-end-${String(++this.#count)}`;
    const end = new RegExp(`${marker} (\\d+)\\n`);
    this.#buffer = "";
    this.#stream.input.write(`(\n${script}\n) </dev/null 2>&1; echo "${marker} $?"\n`);
    try {
      const match = await withDeadline("the agent's answer", deadlineMs, this.#until(end));
      return { status: Number(match[1]), output: this.#buffer.slice(0, match.index) };
    } catch (error) {
      this.#break("a command did not end");
      throw new HarnessError("engine", `the agent's shell is lost: ${this.#broken ?? ""}`, {
        hint: "Run faultline doctor; it tries the agent.",
        cause: error,
      });
    }
  }

  async #until(end: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = end.exec(this.#buffer);
      if (match !== null) return match;
      if (this.#broken !== null) throw new HarnessError("engine", this.#broken);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #break(why: string): void {
    this.#broken ??= why;
    this.#wake();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#break("it was closed");
    this.#stream.input.destroy();
    return Promise.resolve();
  }
}
