// A node with less processor time than it wants: the engine's limit of its container, and the kernel's count of the times
// that it had to wait. The engine keeps the limit over restarts.
import type Dockerode from "dockerode";
import type { Evidence } from "../../core/fault.ts";
import type { Agent } from "./agent.ts";
import { besideNode } from "./beside-node.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { DockerNode } from "./docker-node.ts";
import type { Engine } from "./engine.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** The kernel deals out processor time in such slices. */
const PERIOD_US = 100_000;
const NO_QUOTA = -1;

/** A container's limit in the engine's terms: as cores (`--cpus`), or as a quota of a period. */
type Limit =
  { readonly NanoCpus: number } | { readonly CpuPeriod: number; readonly CpuQuota: number };

/** Times that a life of the node was throttled: at first, and as last read. */
interface Count {
  readonly before: number;
  readonly now: number;
}

export class CpuLimit implements Grip {
  readonly node: DockerNode;
  readonly deadly = false;
  readonly #engine: Engine;
  readonly #agent: Agent;
  readonly #cpus: number;
  /** Container → the limit that it had. */
  readonly #limited = new Map<string, Limit>();
  readonly #counts = new Map<number, Count>();

  constructor(node: DockerNode, cpus: number, engine: Engine, agent: Agent) {
    this.node = node;
    this.#cpus = cpus;
    this.#engine = engine;
    this.#agent = agent;
  }

  async take(life: NodeProcess): Promise<void> {
    const before = (await this.#throttled(life)) ?? 0;
    this.#counts.set(life.pid, { before, now: before });
    if (this.#limited.has(life.containerId)) return;
    const limit = await this.#limitOf(life.containerId);
    this.#limited.set(life.containerId, limit);
    await this.#update(life.containerId, limitTo(this.#cpus, limit));
  }

  async look(life: NodeProcess): Promise<void> {
    const now = await this.#throttled(life);
    const count = this.#counts.get(life.pid);
    if (now !== null && count !== undefined) this.#counts.set(life.pid, { ...count, now });
  }

  async evidence(): Promise<Evidence> {
    if (this.node.process !== null) await this.look(this.node.process);
    const times = [...this.#counts.values()].reduce(
      (sum, { before, now }) => sum + now - before,
      0,
    );
    const limit = `a limit of ${String(this.#cpus)} cores`;
    if (times === 0) return notSeen(`it never wanted more than ${limit}`);
    return seen(`throttled ${String(times)} times by ${limit}`);
  }

  async release(): Promise<void> {
    for (const [container, limit] of this.#limited) {
      await this.#update(container, limit).catch((error: unknown) => {
        // Made anew without it, or removed: as it should be.
        if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
      });
    }
  }

  async released(): Promise<Evidence> {
    const container = this.node.containerId;
    const before = container === null ? undefined : this.#limited.get(container);
    if (container === null || before === undefined) return seen("nothing was limited");
    const now = await this.#limitOf(container);
    if (JSON.stringify(now) === JSON.stringify(before)) return seen("its limit is as it was");
    return notSeen(`its limit is ${JSON.stringify(now)} and was ${JSON.stringify(before)}`);
  }

  async #throttled(life: NodeProcess): Promise<number | null> {
    const script = `cat "$(cgroup ${String(life.pid)} cpu)/cpu.stat"`;
    const output = await besideNode(this.#agent, life, "reading its processor time", script);
    return output === null ? null : Number(/^nr_throttled (\d+)$/m.exec(output)?.[1] ?? 0);
  }

  async #limitOf(containerId: string): Promise<Limit> {
    const inspected = this.#container(containerId).inspect();
    const { HostConfig } = await this.#within("to inspect", inspected);
    const { NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 } = HostConfig;
    if (NanoCpus > 0) return { NanoCpus };
    return { CpuPeriod: CpuPeriod || PERIOD_US, CpuQuota: CpuQuota || NO_QUOTA };
  }

  async #update(containerId: string, limit: Limit): Promise<void> {
    await this.#within("to update", this.#container(containerId).update(limit));
  }

  #container(id: string): Dockerode.Container {
    return this.#engine.docker.getContainer(id);
  }

  #within<T>(what: string, promise: Promise<T>): Promise<T> {
    return withDeadline(`the engine ${what} node ${this.node.id}`, ENGINE_DEADLINE_MS, promise);
  }
}

/** The engine changes a limit only in the terms in which it was given. */
const limitTo = (cpus: number, before: Limit): Limit =>
  "NanoCpus" in before
    ? { NanoCpus: Math.round(cpus * 1e9) }
    : { CpuPeriod: PERIOD_US, CpuQuota: Math.round(cpus * PERIOD_US) };
