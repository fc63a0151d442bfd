// Follows a node's output line by line, on the run's clock, from one life to the next, whichever container it is in.
import type Dockerode from "dockerode";
import { assert } from "../../core/assert.ts";
import type { Clock } from "../../core/clock.ts";
import { type Nanos, nanos, type NodeId } from "../../core/ids.ts";
import type { LogLine } from "../../core/logs.ts";
import { utcNow } from "../../core/real-clock.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";

/** How many of its last lines an error about a node shows. */
const LAST_LINES = 20;
/** A followed log ends with the container's life; this is how long that may take to arrive. */
const END_DEADLINE_MS = 2_000;

/** Maps an engine's time stamps to the run's clock. */
export type ToRunTime = (stamp: string) => Nanos;

/** The mapping as of now; engine and harness share the host's wall clock. */
export function runTimeFrom(clock: Clock): ToRunTime {
  const startMs = utcNow().getTime() - clock.now() / 1e6;
  return (stamp) => {
    const { ms, subMs } = parseStamp(stamp);
    return nanos(Math.max(0, Math.round((ms - startMs) * 1e6 + subMs)));
  };
}

/** RFC 3339 with nanoseconds: milliseconds since the epoch, and the nanoseconds below one. */
function parseStamp(stamp: string): { readonly ms: number; readonly subMs: number } {
  const digits = (/\.(\d+)Z?$/.exec(stamp)?.[1] ?? "").padEnd(9, "0");
  return { ms: Date.parse(stamp), subMs: Number(digits.slice(3, 9)) };
}

/** Splits chunks into lines; the last one may lack its end. */
class Lines {
  readonly #decoder = new TextDecoder();
  #rest = "";
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }
}

interface LogSink {
  readonly toRunTime: ToRunTime;
  readonly onLog: (line: LogLine) => void;
  /** A time stamp: what was written before is left out. Default: nothing is. */
  readonly from?: string;
  /** False where the container has a terminal: its output then comes without the engine's headers. */
  readonly framed?: boolean;
}

export class ContainerLogs {
  readonly #framed: boolean;
  readonly #engine: Engine;
  readonly #node: NodeId;
  readonly #toRunTime: ToRunTime;
  readonly #onLog: (line: LogLine) => void;
  #container: Dockerode.Container | null = null;
  #lastStamp = "";
  /** What this life's lines must be later than: `since` gives the line at its own moment again. */
  #since = "";
  #stream: NodeJS.ReadableStream | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(engine: Engine, node: NodeId, sink: LogSink) {
    this.#engine = engine;
    this.#node = node;
    this.#toRunTime = sink.toRunTime;
    this.#onLog = sink.onLog;
    this.#framed = sink.framed ?? true;
    this.#lastStamp = sink.from ?? "";
  }

  /** The container whose output is followed from its next start on. */
  attach(container: Dockerode.Container): void {
    this.#container = container;
  }

  /** Follows the output of the life that the container is in; to be called after each start. */
  async follow(): Promise<void> {
    await withDeadline("the end of a dead node's log", END_DEADLINE_MS, this.#ended).catch(() =>
      this.close(),
    );
    assert(this.#container !== null, `node ${this.#node} has a container`);
    this.#since = this.#lastStamp;
    const since = this.#since === "" ? {} : { since: sinceOf(this.#since) as unknown as number };
    const stream = await withDeadline(
      `the log of node ${this.#node}`,
      ENGINE_DEADLINE_MS,
      this.#container.logs({
        follow: true,
        stdout: true,
        stderr: true,
        timestamps: true,
        ...since,
      }),
    );
    this.#stream = stream;
    this.#ended = new Promise((resolve) => {
      stream.once("end", resolve).once("close", resolve);
    });
    const stdout = new Lines((line) => this.#take(line, "stdout"));
    const stderr = new Lines((line) => this.#take(line, "stderr"));
    if (this.#framed) {
      this.#engine.docker.modem.demuxStream(
        stream,
        stdout as unknown as NodeJS.WritableStream,
        stderr as unknown as NodeJS.WritableStream,
      );
    } else stream.on("data", (chunk: Buffer) => stdout.write(chunk));
    // The engine's end shows elsewhere; without a listener the process would end with it.
    stream.on("error", () => undefined);
  }

  #take(line: string, stream: LogLine["stream"]): void {
    const space = line.indexOf(" ");
    const stamp = line.slice(0, space);
    if (space === -1 || stamp <= this.#since) return;
    if (stamp > this.#lastStamp) this.#lastStamp = stamp;
    this.#onLog({
      node: this.#node,
      time: this.#toRunTime(stamp),
      stream,
      text: line.slice(space + 1),
    });
  }

  /** The last lines of what the container wrote, whether it lives or not; empty when the engine does not say. */
  async last(): Promise<readonly string[]> {
    if (this.#container === null) return [];
    try {
      const logs = this.#container.logs({ stdout: true, stderr: true, tail: LAST_LINES });
      const frames = await withDeadline("a node's last lines", END_DEADLINE_MS, logs);
      return textOfFrames(frames).trimEnd().split("\n").slice(-LAST_LINES);
    } catch {
      return [];
    }
  }

  close(): void {
    (this.#stream as { destroy?: () => void } | null)?.destroy?.();
    this.#stream = null;
  }
}

/** Docker's `since`: seconds with a fraction. */
function sinceOf(stamp: string): string {
  const { ms } = parseStamp(stamp);
  const digits = (/\.(\d+)Z?$/.exec(stamp)?.[1] ?? "").padEnd(9, "0");
  return `${String(Math.floor(ms / 1000))}.${digits.slice(0, 9)}`;
}

/** The payloads of the engine's 8-byte-headed frames. */
function textOfFrames(frames: Buffer): string {
  let text = "";
  for (let at = 0; at + 8 <= frames.length;) {
    const size = frames.readUInt32BE(at + 4);
    text += frames.toString("utf8", at + 8, at + 8 + size);
    at += 8 + size;
  }
  return text;
}
