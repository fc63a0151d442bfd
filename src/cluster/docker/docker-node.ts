// One node: a container that is killed, stopped, paused and started again, one change at a time, each with its proof.
import type Dockerode from "dockerode";
import type { Address, Connection, Node, NodeState } from "../api.ts";
import { formatDuration, toMs } from "../../core/duration.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import { sleepMs, stopwatch, waitFor } from "../../core/real-clock.ts";
import type { ContainerLogs } from "./container-logs.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { DockerNetwork, NetworkNode } from "./docker-network.ts";
import type { NodeProcess } from "./node-jobs.ts";
import { isPortTaken, LOOPBACK } from "./ports.ts";
import { Serial } from "./serial.ts";

/** How long a published port that somebody else grabbed may stay taken. */
const PORT_DEADLINE_MS = 5_000;
const PORT_RETRY_MS = 100;

interface DockerNodeParts {
  readonly id: NodeId;
  readonly ip: string;
  /** By name, on the loopback address. */
  readonly ports: Readonly<Record<string, number>>;
  readonly container: Dockerode.Container;
  readonly logs: ContainerLogs;
  readonly network: DockerNetwork;
}

type LifeListener = (process: NodeProcess) => Promise<void>;

type State = Dockerode.ContainerInspectInfo["State"];

export class DockerNode implements Node, NetworkNode {
  readonly id: NodeId;
  readonly ip: string;
  readonly containerId: string;
  readonly logs: ContainerLogs;
  readonly #ports: Readonly<Record<string, number>>;
  readonly #container: Dockerode.Container;
  readonly #network: DockerNetwork;
  readonly #serial = new Serial();
  #state: NodeState = "stopped";
  #process: NodeProcess | null = null;
  /** Deaths that are our doing and that the engine has not yet told of. */
  #deathsExpected = 0;
  /** Faults that hold and of which the node may die by itself, which is then no failure of the run. */
  readonly #mortal = new Set<symbol>();
  /** What faults that hold do to each new life of the node, before it counts as started. */
  readonly #onLife = new Set<LifeListener>();

  constructor(parts: DockerNodeParts) {
    this.id = parts.id;
    this.ip = parts.ip;
    this.containerId = parts.container.id;
    this.logs = parts.logs;
    this.#ports = parts.ports;
    this.#container = parts.container;
    this.#network = parts.network;
  }

  get state(): NodeState {
    return this.#state;
  }

  get process(): NodeProcess | null {
    return this.#process;
  }

  address(port: string): Address {
    const number = this.#ports[port];
    if (number === undefined) {
      throw new HarnessError("usage", `node ${this.id} publishes no port named "${port}"`, {
        hint: `Its ports are: ${Object.keys(this.#ports).join(", ") || "none"}.`,
      });
    }
    return { host: LOOPBACK, port: number, url: `http://${LOOPBACK}:${String(number)}` };
  }

  connect(): Connection {
    throw new HarnessError("unsupported", `node ${this.id} is a container: it has no mailbox`, {
      hint: "Clients of containers use node.address(port).",
    });
  }

  start(signal: AbortSignal): Promise<Evidence> {
    return this.#serial.run(async () => {
      signal.throwIfAborted();
      if (this.#state !== "stopped") return seen(`it was ${this.#state} already`);
      await this.#network.starting(this.id, async () => {
        await this.#startContainer(signal);
        await this.started();
        const life = this.#process;
        for (const listener of this.#onLife) if (life !== null) await listener(life);
      });
      const state = await this.#inspect();
      return seen(`started at ${state.StartedAt} as pid ${String(state.Pid)}`);
    });
  }

  /** Takes over a container that has just been started: its process and its output. */
  async started(): Promise<void> {
    const state = await this.#inspect();
    // Dead again already: the engine's event stream reports it.
    if (!state.Running) return;
    this.#state = "running";
    this.#process = { node: this.id, containerId: this.containerId, pid: state.Pid };
    await this.logs.follow();
  }

  async #startContainer(signal: AbortSignal): Promise<void> {
    const elapsed = stopwatch();
    for (;;) {
      try {
        await this.#command("start", this.#container.start());
        return;
      } catch (error) {
        if (statusOf(error) === NOT_MODIFIED) return;
        if (!isPortTaken(messageOf(error))) throw error;
        if (toMs(elapsed()) > PORT_DEADLINE_MS) throw portTaken(this.id, error);
      }
      await sleepMs(PORT_RETRY_MS, signal);
    }
  }

  kill(): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state === "stopped") return seen("it was stopped already");
      await this.#network.read([this.id]);
      await this.#signal("SIGKILL");
      return seen(this.#stopped(await this.#untilStopped(ENGINE_DEADLINE_MS)));
    });
  }

  terminate(graceMs: number): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state === "stopped") return seen("it was stopped already");
      await this.#network.read([this.id]);
      const elapsed = stopwatch();
      await this.#signal("SIGTERM");
      const state = await this.#untilStopped(graceMs).catch(() => null);
      if (state !== null) {
        return seen(`${this.#stopped(state)}, ${formatDuration(elapsed())} after SIGTERM`);
      }
      await this.#command("SIGKILL", this.#container.kill({ signal: "SIGKILL" }));
      const words = this.#stopped(await this.#untilStopped(ENGINE_DEADLINE_MS));
      return seen(`${words}; SIGTERM did not stop it within ${String(graceMs)} ms`);
    });
  }

  pause(): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state === "stopped") return notSeen("it is stopped");
      if (this.#state === "running") await this.#command("pause", this.#container.pause());
      const state = await this.#inspect();
      if (!state.Paused) return notSeen(`the engine says it is ${state.Status}`);
      this.#state = "paused";
      return seen("the engine says it is paused");
    });
  }

  resume(): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state !== "paused") return seen(`it is ${this.#state}, not paused`);
      await this.#command("unpause", this.#container.unpause());
      const state = await this.#inspect();
      if (state.Paused) return notSeen("the engine says it is still paused");
      this.#state = "running";
      return seen(`the engine says it is ${state.Status}`);
    });
  }

  byHand(change: "start" | "resume"): string {
    return `docker ${change === "start" ? "start" : "unpause"} ${this.containerId.slice(0, 12)}`;
  }

  rebuild(): Promise<Evidence> {
    throw new HarnessError("unsupported", "nodes cannot be made anew yet");
  }

  /** Told by the engine that the container died. True when it did so by itself and no fault accounts for it. */
  died(): boolean {
    if (this.#deathsExpected > 0) {
      this.#deathsExpected--;
      return false;
    }
    this.#state = "stopped";
    this.#process = null;
    return this.#mortal.size === 0;
  }

  /** Until disposed, the node's death is the work of a fault: its state tells of it, the run goes on. */
  mayDie(): Disposable {
    const fault = Symbol("a fault of which the node may die");
    this.#mortal.add(fault);
    return { [Symbol.dispose]: () => void this.#mortal.delete(fault) };
  }

  /** Until disposed, `listener` acts on each new first process of the node; its rejection fails the start. */
  onLife(listener: LifeListener): Disposable {
    this.#onLife.add(listener);
    return { [Symbol.dispose]: () => void this.#onLife.delete(listener) };
  }

  async #signal(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.#deathsExpected++;
    try {
      await this.#command(signal, this.#container.kill({ signal }));
    } catch (error) {
      // Dead since we looked: as good as killed.
      if (statusOf(error) !== CONFLICT) throw error;
    }
  }

  #untilStopped(deadlineMs: number): Promise<State> {
    return waitFor(
      async () => {
        const state = await this.#inspect();
        return state.Running ? null : state;
      },
      { what: `node ${this.id} to stop`, deadlineMs, everyMs: 10 },
    );
  }

  #stopped(state: State): string {
    const pid = this.#process?.pid;
    this.#state = "stopped";
    this.#process = null;
    return `pid ${String(pid)} is gone, exit code ${String(state.ExitCode)}`;
  }

  async #inspect(): Promise<State> {
    return (await this.#command("inspect", this.#container.inspect())).State;
  }

  #command<T>(name: string, promise: Promise<T>): Promise<T> {
    return withDeadline(`the engine to ${name} node ${this.id}`, ENGINE_DEADLINE_MS, promise);
  }
}

const seen = (detail: string): Evidence => ({ seen: true, detail });
const notSeen = (why: string): Evidence => ({ seen: false, why });

const NOT_MODIFIED = 304;
const CONFLICT = 409;
const statusOf = (error: unknown): number | undefined =>
  (error as { readonly statusCode?: number }).statusCode;

const portTaken = (id: NodeId, cause: unknown): HarnessError =>
  new HarnessError("port", `a port of node ${id} is taken: ${messageOf(cause)}`, {
    hint: "Something else on this host listens on it; stop that, or run again.",
    cause,
  });
