// One node: a container that is killed, stopped, paused, started again and made anew, one change at a time, each with
// its proof. What a container is made from is the recipe's affair.
import type Dockerode from "dockerode";
import type { Address, Connection, Launch, Node, NodePlan, NodeState } from "../api.ts";
import { assert } from "../../core/assert.ts";
import { formatDuration, toMs } from "../../core/duration.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import { sleepMs, stopwatch, waitFor } from "../../core/real-clock.ts";
import type { ContainerLogs } from "./container-logs.ts";
import { type ContainerRecipe, removeContainer } from "./container-recipe.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { DockerNetwork, NetworkNode } from "./docker-network.ts";
import type { NodeProcess } from "./node-jobs.ts";
import { type HostPort, isPortTaken } from "./ports.ts";
import { Serial } from "./serial.ts";

/** How long a published port that somebody else grabbed may stay taken. */
const PORT_DEADLINE_MS = 5_000;
const PORT_RETRY_MS = 100;
/** How long a node's threads may hang where the freezer cannot reach them. */
const FREEZE_DEADLINE_MS = 5_000;
const FREEZE_RETRY_MS = 100;
/** "sha256:" and enough of an image's digest to tell it from others. */
const DIGEST_LENGTH = 19;

/** What a node's containers are made from, or how one that was there already is taken over. */
type Recipe = Pick<ContainerRecipe, "plan" | "remake"> & {
  /** Starts the container so that it comes up with the address it had. */
  readonly starting?: (start: () => Promise<void>) => Promise<void>;
  /** Told of each start: ports may have changed with it. */
  readonly started?: (container: Dockerode.ContainerInspectInfo) => void;
};

interface DockerNodeParts {
  readonly recipe: Recipe;
  /** By name. */
  readonly ports: Readonly<Record<string, HostPort>>;
  readonly logs: ContainerLogs;
  readonly network: DockerNetwork;
}

type LifeListener = (process: NodeProcess) => Promise<void>;

/** A fault's leave to let its node die. */
export interface Mortality extends Disposable {
  /** Whether the node died by itself since, and was not started again. */
  readonly died: boolean;
}

type State = Dockerode.ContainerInspectInfo["State"];

export class DockerNode implements Node, NetworkNode {
  readonly id: NodeId;
  readonly logs: ContainerLogs;
  readonly #recipe: Recipe;
  readonly #ports: Readonly<Record<string, HostPort>>;
  readonly #network: DockerNetwork;
  readonly #serial = new Serial();
  #container: Dockerode.Container | null = null;
  #discarded = false;
  #state: NodeState = "stopped";
  #process: NodeProcess | null = null;
  /** Deaths that are our doing and that the engine has not yet told of. */
  #deathsExpected = 0;
  /** Faults that hold and of which the node may die by itself, which is then no failure of the run. */
  readonly #mortal = new Set<{ died: boolean }>();
  /** What faults that hold do to each new life of the node, before it counts as started. */
  readonly #onLife = new Set<LifeListener>();
  /** What faults that hold read of a life that is about to be ended. */
  readonly #onEnd = new Set<LifeListener>();

  constructor(parts: DockerNodeParts) {
    this.id = parts.recipe.plan.id;
    this.logs = parts.logs;
    this.#recipe = parts.recipe;
    this.#ports = parts.ports;
    this.#network = parts.network;
  }

  get plan(): NodePlan {
    return this.#recipe.plan;
  }

  get ip(): string {
    return this.#recipe.plan.host;
  }

  /** Null until it has a container; another one each time that it is made anew. */
  get containerId(): string | null {
    return this.#container?.id ?? null;
  }

  get state(): NodeState {
    return this.#state;
  }

  get process(): NodeProcess | null {
    return this.#process;
  }

  address(port: string): Address {
    const found = this.#ports[port];
    if (found === undefined) {
      throw new HarnessError("usage", `node ${this.id} publishes no port named "${port}"`, {
        hint: `Its ports are: ${Object.keys(this.#ports).join(", ") || "none"}.`,
      });
    }
    return { ...found, url: `http://${found.host}:${String(found.port)}` };
  }

  connect(): Connection {
    throw new HarnessError("unsupported", `node ${this.id} is a container: it has no mailbox`, {
      hint: "Clients of containers use node.address(port).",
    });
  }

  start(signal: AbortSignal): Promise<Evidence> {
    return this.#serial.run(async () => {
      signal.throwIfAborted();
      if (this.#discarded) return seen("it was discarded: the cluster has it no longer");
      if (this.#state !== "stopped") return seen(`it was ${this.#state} already`);
      return seen(await this.#comeUp(signal));
    });
  }

  rebuild(launch: Launch, signal: AbortSignal): Promise<Evidence> {
    return this.#serial.run(async () => {
      signal.throwIfAborted();
      if (this.#discarded) return notSeen("it was discarded: the cluster has it no longer");
      if (this.#state !== "stopped") return notSeen(`it is ${this.#state}: stop it first`);
      const { container, words } = await this.#recipe.remake(launch, this.#container);
      this.adopt(container);
      const started = await this.#comeUp(signal);
      const { Image: digest } = await this.#inspection();
      return seen(`made anew as ${words}, image ${digest.slice(0, DIGEST_LENGTH)}, ${started}`);
    });
  }

  /** Takes a container that is about to be started for its own. */
  adopt(container: Dockerode.Container): void {
    this.#container = container;
    this.logs.attach(container);
    // Deaths that the engine has yet to tell of are those of the container before.
    this.#deathsExpected = 0;
  }

  /** Ends it for good: its container is removed, and nothing starts it again. */
  discard(): Promise<Evidence> {
    return this.#serial.run(async () => {
      this.#discarded = true;
      this.#state = "stopped";
      this.#process = null;
      this.logs.close();
      const container = this.#container;
      if (container === null) return seen("it had no container");
      await removeContainer(this.id, container);
      const found = await this.#inspect().catch((error: unknown) => statusOf(error));
      if (found !== NOT_FOUND) return notSeen("the engine still has its container");
      return seen(`the engine has no container ${container.id.slice(0, 12)}`);
    });
  }

  /** Starts its container, with the faults that hold on it. In words: since when, as which process. */
  async #comeUp(signal: AbortSignal): Promise<string> {
    const start = async (): Promise<void> => {
      await this.#startContainer(signal);
      await this.started();
    };
    await this.#network.starting(this.id, async () => {
      await (this.#recipe.starting?.(start) ?? start());
      const life = this.#process;
      for (const listener of this.#onLife) if (life !== null) await listener(life);
    });
    const state = await this.#inspect();
    return `started at ${state.StartedAt} as pid ${String(state.Pid)}`;
  }

  /** Takes over a container that has just been started: its process and its output. */
  async started(): Promise<void> {
    const inspection = await this.#inspection();
    const { State: state } = inspection;
    // Dead again already: the engine's event stream reports it.
    if (!state.Running) return;
    this.#recipe.started?.(inspection);
    this.#state = "running";
    for (const fault of this.#mortal) fault.died = false;
    this.#process = { node: this.id, containerId: this.#required().id, pid: state.Pid };
    await this.logs.follow();
  }

  async #startContainer(signal: AbortSignal): Promise<void> {
    const elapsed = stopwatch();
    for (;;) {
      try {
        await this.#command("start", this.#required().start());
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
      await this.#lastLook();
      await this.#signal("SIGKILL");
      return seen(this.#stopped(await this.#untilStopped(ENGINE_DEADLINE_MS)));
    });
  }

  terminate(graceMs: number): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state === "stopped") return seen("it was stopped already");
      await this.#lastLook();
      const elapsed = stopwatch();
      await this.#signal("SIGTERM");
      const state = await this.#untilStopped(graceMs).catch(() => null);
      if (state !== null) {
        return seen(`${this.#stopped(state)}, ${formatDuration(elapsed())} after SIGTERM`);
      }
      await this.#command("SIGKILL", this.#required().kill({ signal: "SIGKILL" })).catch(
        (error: unknown) => {
          // It stopped just after its time of grace.
          if (statusOf(error) !== CONFLICT) throw error;
        },
      );
      const words = this.#stopped(await this.#untilStopped(ENGINE_DEADLINE_MS));
      return seen(`${words}; SIGTERM did not stop it within ${String(graceMs)} ms`);
    });
  }

  pause(): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state === "stopped") return notSeen("it is stopped");
      if (this.#state === "running") await this.#freeze();
      const state = await this.#inspect();
      if (!state.Paused) return notSeen(`the engine says it is ${state.Status}`);
      this.#state = "paused";
      return seen("the engine says it is paused");
    });
  }

  /** The kernel cannot freeze a thread that hangs in the disk; such a moment passes. */
  async #freeze(): Promise<void> {
    const elapsed = stopwatch();
    for (;;) {
      try {
        await this.#command("pause", this.#required().pause());
        return;
      } catch (error) {
        const isHanging = messageOf(error).includes("unable to freeze");
        if (!isHanging || toMs(elapsed()) > FREEZE_DEADLINE_MS) throw error;
      }
      await sleepMs(FREEZE_RETRY_MS);
    }
  }

  resume(): Promise<Evidence> {
    return this.#serial.run(async () => {
      if (this.#state !== "paused") return seen(`it is ${this.#state}, not paused`);
      await this.#command("unpause", this.#required().unpause());
      const state = await this.#inspect();
      if (state.Paused) return notSeen("the engine says it is still paused");
      this.#state = "running";
      return seen(`the engine says it is ${state.Status}`);
    });
  }

  byHand(change: "start" | "resume"): string {
    const command = change === "start" ? "start" : "unpause";
    return `docker ${command} ${this.#required().id.slice(0, 12)}`;
  }

  /** What the engine says of it now, taken over: it may have died a moment ago, or of a SIGKILL that came late. */
  look(): Promise<{ readonly running: boolean; readonly exitCode: number }> {
    return this.#serial.run(async () => {
      const { Running: running, ExitCode: exitCode } = await this.#inspect();
      if (!running) {
        this.#state = "stopped";
        this.#process = null;
      }
      return { running, exitCode };
    });
  }

  /** Told by the engine that the container died. True when it did so by itself and no fault accounts for it. */
  died(): boolean {
    if (this.#deathsExpected > 0) {
      this.#deathsExpected--;
      return false;
    }
    this.#state = "stopped";
    this.#process = null;
    for (const fault of this.#mortal) fault.died = true;
    return this.#mortal.size === 0;
  }

  /** Until disposed, the node's death is the work of a fault: its state tells of it, the run goes on. */
  mayDie(): Mortality {
    const fault = {
      died: false,
      [Symbol.dispose]: () => void this.#mortal.delete(fault),
    };
    this.#mortal.add(fault);
    return fault;
  }

  /** Until disposed, `listener` acts on each new first process of the node; its rejection fails the start. */
  onLife(listener: LifeListener): Disposable {
    this.#onLife.add(listener);
    return { [Symbol.dispose]: () => void this.#onLife.delete(listener) };
  }

  /** Until disposed, `listener` looks at each life of the node that the harness is about to end. */
  onEnd(listener: LifeListener): Disposable {
    this.#onEnd.add(listener);
    return { [Symbol.dispose]: () => void this.#onEnd.delete(listener) };
  }

  /** What counts in a life is read before it is gone. */
  async #lastLook(): Promise<void> {
    await this.#network.read([this.id]);
    const life = this.#process;
    for (const listener of this.#onEnd) if (life !== null) await listener(life);
  }

  async #signal(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.#deathsExpected++;
    try {
      await this.#command(signal, this.#required().kill({ signal }));
    } catch (error) {
      const isDead = statusOf(error) === CONFLICT;
      // Dead since we looked is as good as killed, unless the engine has told of that death already.
      if (isDead && this.#state !== "stopped") return;
      // It does not die now, its disk hangs, say; when it does, that is news.
      this.#deathsExpected = Math.max(0, this.#deathsExpected - 1);
      if (!isDead) throw error;
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
    return (await this.#inspection()).State;
  }

  #inspection(): Promise<Dockerode.ContainerInspectInfo> {
    return this.#command("inspect", this.#required().inspect());
  }

  #required(): Dockerode.Container {
    assert(this.#container !== null, `node ${this.id} has a container: a rebuild makes its first`);
    return this.#container;
  }

  #command<T>(name: string, promise: Promise<T>): Promise<T> {
    return withDeadline(`the engine to ${name} node ${this.id}`, ENGINE_DEADLINE_MS, promise);
  }
}

const seen = (detail: string): Evidence => ({ seen: true, detail });
const notSeen = (why: string): Evidence => ({ seen: false, why });

const NOT_MODIFIED = 304;
const NOT_FOUND = 404;
const CONFLICT = 409;
const statusOf = (error: unknown): number | undefined =>
  (error as { readonly statusCode?: number }).statusCode;

const portTaken = (id: NodeId, cause: unknown): HarnessError =>
  new HarnessError("port", `a port of node ${id} is taken: ${messageOf(cause)}`, {
    hint: "Something else on this host listens on it; stop that, or run again.",
    cause,
  });
