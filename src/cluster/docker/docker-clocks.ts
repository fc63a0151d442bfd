// The wall clocks of a cluster's nodes: which skew holds on which node, and the agent's tool that makes it so. Of several
// skews on a node the latest holds. Knows no machine code.
import { assert } from "../../core/assert.ts";
import type { ClockSkew } from "../../core/damage.ts";
import { HarnessError } from "../../core/errors.ts";
import type { ActiveFault } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Clocks } from "../api.ts";
import type { Agent } from "./agent.ts";
import {
  type ContainerSkew,
  DUMP_VDSO,
  holdScript,
  parseClocks,
  type ProcessClock,
  readScript,
  restoreScript,
} from "./clock-tool.ts";
import type { DockerNode } from "./docker-node.ts";
import { HeldSkew } from "./held-skew.ts";
import type { NodeProcess } from "./node-jobs.ts";
import { Serial } from "./serial.ts";
import { patchFor, type VdsoPatch } from "./vdso-patch.ts";

/** A runtime may take seconds to turn a container's first process into the node's program. */
const HOLD_DEADLINE_MS = 15_000;
const SHELL = "clock";

type ClockNode = Pick<DockerNode, "id" | "process" | "onLife">;

export class DockerClocks implements Clocks {
  readonly #agent: Agent;
  readonly #nodes: () => readonly ClockNode[];
  /** In the order in which they came. */
  readonly #holding = new Set<HeldSkew>();
  readonly #serial = new Serial();
  #patch: Promise<VdsoPatch> | null = null;

  constructor(agent: Agent, nodes: () => readonly ClockNode[]) {
    this.#agent = agent;
    this.#nodes = nodes;
  }

  async skew(nodes: readonly NodeId[], skew: ClockSkew, name: string): Promise<ActiveFault> {
    const held = new HeldSkew(this, { name, nodes, skew });
    this.#holding.add(held);
    try {
      await this.apply(nodes);
    } catch (error) {
      await held[Symbol.asyncDispose]().catch(() => undefined);
      throw error;
    }
    return held;
  }

  async offsets(): Promise<ReadonlyMap<NodeId, number>> {
    const alive = this.processes(this.#nodes().map((node) => node.id));
    const clocks = await this.read(
      alive.map(({ containerId, pid }) => `${containerId}:${String(pid)}`),
    );
    return new Map(
      alive.flatMap((process) =>
        clocks
          .filter(({ pid, what }) => pid === process.pid && (what === "skewed" || what === "clean"))
          .map(({ offsetNs }) => [process.node, Number(offsetNs) / 1e6] as const),
      ),
    );
  }

  /** The skew that holds on a node. */
  topOf(id: NodeId): HeldSkew | null {
    return [...this.#holding].findLast((held) => held.targets.includes(id)) ?? null;
  }

  /** It holds nowhere from here on; the next `apply` makes it so. */
  release(held: HeldSkew): void {
    this.#holding.delete(held);
  }

  node(id: NodeId): ClockNode {
    const node = this.#nodes().find((candidate) => candidate.id === id);
    assert(node !== undefined, `no node ${id} in this cluster`);
    return node;
  }

  /** The first processes of those of the nodes that are alive. */
  processes(ids: readonly NodeId[]): readonly NodeProcess[] {
    return ids.map((id) => this.node(id).process).filter((found) => found !== null);
  }

  /**
   * Makes the clocks of the living among these nodes what the skews that hold say, those of all others stay so. The skews
   * hear of their processes. Resolves with those that could not be patched or restored.
   */
  apply(ids: readonly NodeId[]): Promise<readonly ProcessClock[]> {
    return this.#serial.run(async () => {
      const alive = this.processes(this.#nodes().map((node) => node.id));
      const plan = alive
        .map(({ node, containerId }) => ({
          containerId,
          words: this.topOf(node)?.words ?? null,
          node,
        }))
        .filter(({ words, node }) => words !== null || ids.includes(node));
      if (plan.length === 0) return [];
      const { nowNs, processes } = parseClocks(await this.#hold(plan));
      for (const { node, pid, containerId } of alive) {
        const its = processes.filter((process) => process.containerId === containerId);
        this.topOf(node)?.took(node, pid, its, nowNs);
      }
      return processes.filter(({ what }) => what === "refused");
    });
  }

  async #hold(plan: readonly ContainerSkew[]): Promise<string> {
    const script = holdScript(await this.#patchOnce(), plan);
    return this.#agent.must(script, { shell: SHELL, deadlineMs: HOLD_DEADLINE_MS });
  }

  /** The command that sets these containers' clocks right when this run's agent is gone. */
  byHand(containers: readonly string[]): string {
    const rights = "--pid host --network none --cap-add SYS_PTRACE";
    const ids = containers.map((id) => id.slice(0, 12));
    return `docker run --rm ${rights} ${this.#agent.image} ${restoreScript(ids)}`;
  }

  /** What the tool reads of these containers, `id` or `id:pid`. */
  async read(containers: readonly string[]): Promise<readonly ProcessClock[]> {
    if (containers.length === 0) return [];
    const output = await this.#agent.must(readScript(containers), { shell: SHELL });
    return parseClocks(output).processes;
  }

  /** All processes of an engine's host have the same vDSO: it is read once. */
  #patchOnce(): Promise<VdsoPatch> {
    this.#patch ??= readPatch(this.#agent).catch((error: unknown) => {
      this.#patch = null;
      throw error;
    });
    return this.#patch;
  }
}

/** The patch for the kernel that the agent runs on. Throws `unsupported` where there can be none. */
export async function readPatch(agent: Agent): Promise<VdsoPatch> {
  const { status, output } = await agent.run(DUMP_VDSO, { shell: SHELL });
  if (status === 0) return patchFor(Buffer.from(output.trim(), "hex"));
  throw new HarnessError("unsupported", `the kernel's vDSO cannot be read: ${output.trim()}`);
}
