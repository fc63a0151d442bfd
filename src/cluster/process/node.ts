// One node as a process: started, killed, stopped, paused, resumed, one change at a time, each with its evidence.
// Knows no network: what it prints goes to its environment, what it is to hear comes through `deliver`.
import type { Evidence } from "../../core/fault.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { NodeId } from "../../core/ids.ts";
import { stopwatch, waitFor } from "../../core/real-clock.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Address, Connection, Node, NodePlan, NodeState } from "../api.ts";
import { Child, describeExit, type Exit } from "./child.ts";
import { stateOf } from "./host-process.ts";
import { type Body, type Message, parseMessage } from "./message.ts";

/** How long a node may take to answer `init`. */
const INIT_DEADLINE_MS = 10_000;
/** How long the kernel may take to stop, continue or end a process that it was told to. */
const SIGNAL_DEADLINE_MS = 10_000;
/** The harness's own client that sends `init`. */
export const BOOT_CLIENT = "c-boot";

/** What a node needs of its cluster. */
export interface NodeEnvironment {
  readonly allNodes: readonly NodeId[];
  /** Spawns the program; notes the process before it returns. */
  readonly spawn: (lines: { onStdout(line: string): void; onStderr(line: string): void }) => Child;
  readonly onMessage: (message: Message) => void;
  readonly onLog: (text: string) => void;
  /** The process is gone: requests in its hands have no answer. */
  readonly onDown: () => void;
  /** It died or babbled by itself. */
  readonly onFailure: (error: HarnessError) => void;
  readonly request: (client: string, body: Body, signal: AbortSignal) => Promise<Body>;
}

export class ProcessNode implements Node {
  readonly id: NodeId;
  readonly plan: NodePlan;
  readonly #environment: NodeEnvironment;
  /** Faults that hold and of which the node may die by itself, which is then no failure of the run. */
  readonly #mortal = new Set<symbol>();
  #child: Child | null = null;
  #paused = false;
  /** That the harness wants it gone: an exit is no failure then. */
  #stopping = false;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(plan: NodePlan, environment: NodeEnvironment) {
    this.id = plan.id;
    this.plan = plan;
    this.#environment = environment;
  }

  get state(): NodeState {
    return this.#child === null ? "stopped" : this.#paused ? "paused" : "running";
  }

  address(port: string): Address {
    throw new HarnessError(
      "unsupported",
      `node ${this.id} has no port "${port}": it is a process`,
      {
        hint: "On the process back end clients talk through node.connect().",
      },
    );
  }

  connect(name: string): Connection {
    return {
      request: (body, signal) => this.#environment.request(name, body, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** Puts a message into its pipe; false when it is down or its pipe is full. */
  deliver(message: Message): boolean {
    return this.#child?.send(JSON.stringify(message)) ?? false;
  }

  start(signal: AbortSignal): Promise<Evidence> {
    return this.#change(async () => {
      if (this.#child !== null)
        return { seen: false, why: `${this.id} runs already as pid ${String(this.#child.pid)}` };
      const elapsed = stopwatch();
      const child = this.#spawn();
      await this.#initialise(child, signal);
      const took = formatDuration(elapsed());
      return seen(`pid ${String(child.pid)} answered init after ${took}`);
    });
  }

  kill(): Promise<Evidence> {
    return this.#change(async () => {
      const child = this.#child;
      if (child === null) return this.#notRunning();
      return seen(`pid ${String(child.pid)} gone, ${describeExit(await this.destroy(child))}`);
    });
  }

  terminate(graceMs: number): Promise<Evidence> {
    return this.#change(async () => {
      const child = this.#child;
      if (child === null) return this.#notRunning();
      const elapsed = stopwatch();
      this.#stopping = true;
      child.terminate();
      const exit = await endOf(child, graceMs);
      if (exit === null) {
        const last = describeExit(await this.destroy(child));
        return seen(
          `pid ${String(child.pid)} ignored SIGTERM for ${String(graceMs)} ms, then ended with ${last}`,
        );
      }
      const took = formatDuration(elapsed());
      return seen(
        `pid ${String(child.pid)} ended with ${describeExit(exit)} ${took} after SIGTERM`,
      );
    });
  }

  pause(): Promise<Evidence> {
    return this.#change(async () => {
      const child = this.#child;
      if (child === null) return this.#notRunning();
      child.signalAll("SIGSTOP");
      this.#paused = true;
      await this.#stateBecomes(child, (state) => state === "T", "stopped (T)");
      return seen(`pid ${String(child.pid)} in state T`);
    });
  }

  resume(): Promise<Evidence> {
    return this.#change(async () => {
      const child = this.#child;
      if (child === null || !this.#paused) return { seen: false, why: `${this.id} is not paused` };
      child.signalAll("SIGCONT");
      this.#paused = false;
      const state = await this.#stateBecomes(child, (letter) => letter !== "T", "running again");
      return seen(`pid ${String(child.pid)} in state ${state}`);
    });
  }

  rebuild(): Promise<Evidence> {
    throw new HarnessError("unsupported", `node ${this.id} is a process and cannot be made anew`, {
      hint: "Use --backend docker.",
    });
  }

  mayDie(): Disposable {
    const fault = Symbol("a fault of which the node may die");
    this.#mortal.add(fault);
    return { [Symbol.dispose]: () => void this.#mortal.delete(fault) };
  }

  /** Ends its process at once, whatever change is under way. */
  async destroy(child: Child | null = this.#child): Promise<Exit> {
    this.#stopping = true;
    if (child === null) return { code: null, signal: null };
    child.signalAll("SIGKILL");
    const exit = await endOf(child, SIGNAL_DEADLINE_MS);
    if (exit !== null) return exit;
    throw new HarnessError(
      "timeout",
      `waited ${String(SIGNAL_DEADLINE_MS)} ms for pid ${String(child.pid)} of ${this.id} to end after SIGKILL`,
    );
  }

  #notRunning(): Evidence {
    return { seen: false, why: `${this.id} was not running` };
  }

  #spawn(): Child {
    this.#stopping = false;
    const child = this.#environment.spawn({
      onStdout: (line) => {
        this.#onLine(child, line);
      },
      onStderr: this.#environment.onLog,
    });
    this.#child = child;
    void child.ended.then((exit) => {
      this.#onEnd(child, exit);
    });
    return child;
  }

  async #initialise(child: Child, signal: AbortSignal): Promise<void> {
    const body = { type: "init", node_id: this.id, node_ids: [...this.#environment.allNodes] };
    const deadline = AbortSignal.timeout(INIT_DEADLINE_MS);
    let reply: Body;
    try {
      reply = await this.#environment.request(
        BOOT_CLIENT,
        body,
        AbortSignal.any([signal, deadline]),
      );
    } catch (error) {
      signal.throwIfAborted();
      const waited = `waited ${String(INIT_DEADLINE_MS / 1000)} s for node ${this.id} to answer init`;
      throw this.#error(child, deadline.aborted ? waited : messageOf(error));
    }
    if (reply["type"] !== "init_ok")
      throw this.#error(child, `node ${this.id} answered init with ${JSON.stringify(reply)}`);
  }

  #onLine(child: Child, line: string): void {
    const message = parseMessage(line);
    const problem =
      "problem" in message
        ? message.problem
        : message.src === this.id
          ? null
          : `a message that claims to be from "${message.src}"`;
    if (problem === null) this.#environment.onMessage(message as Message);
    else
      this.#environment.onFailure(
        this.#error(child, `node ${this.id} printed ${problem}: ${line.slice(0, 200)}`),
      );
  }

  #onEnd(child: Child, exit: Exit): void {
    const expected = this.#stopping || this.#mortal.size > 0;
    this.#child = null;
    this.#paused = false;
    this.#environment.onDown();
    if (!expected) {
      const error = this.#error(child, `node ${this.id} died by itself (${describeExit(exit)})`);
      this.#environment.onFailure(error);
    }
  }

  #error(child: Child, what: string): HarnessError {
    const lines = child.lastLines;
    const output =
      lines.length === 0 ? "It printed nothing." : `Its last output:\n${lines.join("\n")}`;
    return new HarnessError("node", `${what}. ${output}`, {
      hint: `Run its program by hand, or look at the whole log of ${this.id} in the run directory.`,
    });
  }

  #stateBecomes(child: Child, wanted: (state: string) => boolean, words: string): Promise<string> {
    return waitFor(
      () => {
        const state = stateOf(child.pid);
        return Promise.resolve(state !== null && wanted(state) ? state : null);
      },
      {
        what: `pid ${String(child.pid)} of ${this.id} to be ${words}`,
        deadlineMs: SIGNAL_DEADLINE_MS,
        everyMs: 2,
      },
    );
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#lastChange.then(change);
    this.#lastChange = result.catch(() => undefined);
    return result;
  }
}

const seen = (detail: string): Evidence => ({ seen: true, detail });

/** How the process ended; null when it is still there after `withinMs`. */
async function endOf(child: Child, withinMs: number): Promise<Exit | null> {
  const deadline = AbortSignal.timeout(withinMs);
  return new Promise((resolve) => {
    const onDeadline = (): void => {
      resolve(null);
    };
    deadline.addEventListener("abort", onDeadline, { once: true });
    void child.ended.then((exit) => {
      deadline.removeEventListener("abort", onDeadline);
      resolve(exit);
    });
  });
}
