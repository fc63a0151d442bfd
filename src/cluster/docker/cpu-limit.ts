// A node with less processor time than it wants: the engine's limit of its container, and the kernel's count of the times
// that it had to wait. The engine keeps the limit over restarts.
import type { Evidence } from "../../core/fault.ts";
import type { Agent } from "./agent.ts";
import { besideNode } from "./beside-node.ts";
import type { CpuLimits } from "./cpu-limits.ts";
import type { DockerNode } from "./docker-node.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** Times that a life of the node was throttled: at first, and as last read. */
interface Count {
  readonly before: number;
  readonly now: number;
}

export class CpuLimit implements Grip {
  readonly node: DockerNode;
  readonly deadly = false;
  readonly #limits: CpuLimits;
  readonly #agent: Agent;
  readonly #cpus: number;
  /** Containers that were limited. */
  readonly #limited = new Set<string>();
  readonly #counts = new Map<number, Count>();

  constructor(node: DockerNode, cpus: number, limits: CpuLimits, agent: Agent) {
    this.node = node;
    this.#cpus = cpus;
    this.#limits = limits;
    this.#agent = agent;
  }

  async take(life: NodeProcess): Promise<void> {
    const before = (await this.#throttled(life)) ?? 0;
    this.#counts.set(life.pid, { before, now: before });
    if (this.#limited.has(life.containerId)) return;
    this.#limited.add(life.containerId);
    await this.#limits.hold(life.containerId, this, this.#cpus);
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
    for (const container of this.#limited) await this.#limits.letGo(container, this);
  }

  async released(): Promise<Evidence> {
    const container = this.node.containerId;
    if (container === null || !this.#limited.has(container)) return seen("nothing was limited");
    return this.#limits.released(container, this);
  }

  async #throttled(life: NodeProcess): Promise<number | null> {
    const script = `cat "$(cgroup ${String(life.pid)} cpu)/cpu.stat"`;
    const output = await besideNode(this.#agent, life, "reading its processor time", script);
    return output === null ? null : Number(/^nr_throttled (\d+)$/m.exec(output)?.[1] ?? 0);
  }
}
