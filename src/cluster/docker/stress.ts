// Work beside a node's own, in its cgroups: busy loops that compete for its processor time, synced writes for its disk.
import type { Evidence } from "../../core/fault.ts";
import type { Agent } from "./agent.ts";
import { besideNode, endTools, reportsOf, toolsLeft } from "./beside-node.ts";
import type { DockerNode } from "./docker-node.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

export interface StressPlan {
  readonly of: "cpu" | "io";
  readonly workers: number;
  /** Where to write, inside the node. */
  readonly directory: string;
  /** No other fault of the run has it. */
  readonly number: number;
}

export class Stress implements Grip {
  readonly node: DockerNode;
  readonly deadly = false;
  readonly #agent: Agent;
  readonly #plan: StressPlan;
  /** Begins the names of the reports, and so tells the tool's processes from others. */
  readonly #reports: string;
  readonly #pids: number[] = [];

  constructor(node: DockerNode, plan: StressPlan, agent: Agent) {
    this.node = node;
    this.#plan = plan;
    this.#agent = agent;
    this.#reports = `/run/faultline-stress-${String(plan.number)}-${node.id}`;
  }

  /** The tool ends by itself when that life does. */
  async take(life: NodeProcess): Promise<void> {
    const { of, workers, directory } = this.#plan;
    const pid = String(life.pid);
    const controllers = of === "cpu" ? "cpu cpuacct cpuset" : "cpu cpuacct cpuset blkio";
    const where = of === "cpu" ? "" : ` '/proc/${pid}/root${directory}'`;
    const report = `${this.#reports}-${pid}`;
    const script = `join ${pid} ${controllers} && exec faultline-stress ${of} ${String(workers)} ${pid} ${report}${where}`;
    const output = await besideNode(this.#agent, life, "the stress", script, "stress");
    if (output !== null) this.#pids.push(Number.parseInt(output, 10));
  }

  look(): Promise<void> {
    return Promise.resolve();
  }

  async evidence(): Promise<Evidence> {
    const [microseconds, bytes] = await reportsOf(this.#agent, this.#reports);
    const workers = `${String(this.#plan.workers)} workers beside it`;
    if (this.#plan.of === "cpu") {
      if (microseconds === 0) return notSeen(`${workers} got no processor time`);
      return seen(`${workers} used ${(microseconds / 1e6).toFixed(2)} s of processor time`);
    }
    if (bytes === 0) return notSeen(`nothing that ${workers} wrote went to the disk`);
    return seen(`${workers} wrote ${(bytes / 2 ** 20).toFixed(1)} MiB to its disk`);
  }

  release(): Promise<void> {
    return endTools(this.#agent, this.#pids, this.#reports);
  }

  async released(): Promise<Evidence> {
    const left = await toolsLeft(this.#agent, this.#pids, this.#reports);
    return left === 0 ? seen("its stress is gone") : notSeen(`${String(left)} processes are left`);
  }
}
