// Watches an engine for the death of a run's containers, and for its own.
import { HarnessError, messageOf } from "../../core/errors.ts";
import { sleepMs } from "../../core/real-clock.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import { type Engine, PING_DEADLINE_MS } from "./engine.ts";

/** How often the engine is asked whether it lives: a stopped one leaves its event stream open. */
const PING_EVERY_MS = 2_000;

interface WatchListener {
  /** A container's first process ended. */
  readonly onDeath: (containerId: string, exitCode: number) => void;
  /** Called once, with code `engine`. */
  readonly onEngineLost: (error: HarnessError) => void;
}

/** One event of the engine's stream: a line of JSON. */
interface EngineEvent {
  readonly Actor?: {
    readonly ID?: string;
    readonly Attributes?: { readonly exitCode?: string };
  };
}

export class EngineWatch implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #listener: WatchListener;
  readonly #closing = new AbortController();
  #stream: NodeJS.ReadableStream | null = null;
  #rest = "";

  private constructor(engine: Engine, listener: WatchListener) {
    this.#engine = engine;
    this.#listener = listener;
  }

  /** From its resolution on, no death of these containers is missed: `filters` are the engine's own. */
  static async open(
    engine: Engine,
    filters: Readonly<Record<string, readonly string[]>>,
    listener: WatchListener,
  ): Promise<EngineWatch> {
    const watch = new EngineWatch(engine, listener);
    const stream = await withDeadline(
      "the engine's events",
      ENGINE_DEADLINE_MS,
      engine.docker.getEvents({
        filters: { type: ["container"], event: ["die"], ...filters } as Record<string, string[]>,
      }),
    );
    watch.#stream = stream;
    const onEnd = (): void => watch.#lost("its event stream ended");
    stream.on("data", (chunk: Buffer) => watch.#read(chunk.toString()));
    stream.once("end", onEnd).once("close", onEnd).once("error", onEnd);
    void watch.#ping();
    return watch;
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.trim() === "") continue;
      const { Actor: actor } = JSON.parse(line) as EngineEvent;
      if (actor?.ID === undefined) continue;
      this.#listener.onDeath(actor.ID, Number(actor.Attributes?.exitCode ?? -1));
    }
  }

  async #ping(): Promise<void> {
    try {
      while (!this.#closing.signal.aborted) {
        await sleepMs(PING_EVERY_MS, this.#closing.signal);
        await withDeadline("the engine's ping", PING_DEADLINE_MS, this.#engine.docker.ping());
      }
    } catch (error) {
      this.#lost(messageOf(error));
    }
  }

  #lost(why: string): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#listener.onEngineLost(
      new HarnessError("engine", `the Docker engine at ${this.#engine.endpoint} is lost: ${why}`, {
        hint: "Start it again; then run faultline clean, which removes what this run left there.",
      }),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    (this.#stream as { destroy?: () => void } | null)?.destroy?.();
    return Promise.resolve();
  }
}
