// Where a run's nodes are made: their addresses, ports and volumes, and whatever their containers are made from.
// Starts nothing, and knows neither faults nor who watches.
import type { NodePlan } from "../api.ts";
import type { NodeId } from "../../core/ids.ts";
import { ContainerLogs } from "./container-logs.ts";
import { ContainerRecipe, type Premises } from "./container-recipe.ts";
import type { DockerNetwork } from "./docker-network.ts";
import { DockerNode } from "./docker-node.ts";
import { LOOPBACK } from "./ports.ts";
import { nodeAddress } from "./subnet.ts";

/** A node that has no container yet, and what its containers are made from. */
export interface MadeNode {
  readonly node: DockerNode;
  readonly recipe: ContainerRecipe;
}

export class NodeWorkshop {
  readonly #premises: Premises;
  readonly #network: DockerNetwork;
  /** Of all nodes there ever were: addresses are not given twice. */
  readonly #plans = new Map<NodeId, NodePlan>();

  constructor(premises: Premises, network: DockerNetwork) {
    this.#premises = premises;
    this.#network = network;
    for (const id of premises.spec.nodes) this.plan(id);
  }

  /** The planned nodes, in order. */
  get planned(): readonly NodePlan[] {
    return [...this.#plans.values()].slice(0, this.#premises.spec.nodes.length);
  }

  /** How many nodes there ever were. */
  get count(): number {
    return this.#plans.size;
  }

  /** Gives one more node its place: the next address. */
  plan(id: NodeId): NodePlan {
    const index = this.#plans.size;
    const host = nodeAddress(this.#premises.bridge.subnet, index);
    const plan = { id, index, host, joining: false };
    this.#plans.set(id, plan);
    return plan;
  }

  /** Makes a node with ports that nobody listens on, and its volume; made again, it gets other ports. */
  async make(plan: NodePlan): Promise<MadeNode> {
    const { engine, spec, container, ports, volumes, toRunTime } = this.#premises;
    const numbers: Record<string, number> = {};
    for (const name of Object.keys(container.ports)) numbers[name] = await ports.take();
    if (container.dataDir !== undefined) await volumes.create(plan.id);
    const places = { planned: this.planned, planOf: (id: NodeId) => this.#plans.get(id) };
    const recipe = new ContainerRecipe(this.#premises, plan, places, numbers);
    const logs = new ContainerLogs(engine, plan.id, { toRunTime, onLog: spec.onLog });
    const onLoopback = Object.entries(numbers).map(
      ([name, port]) => [name, { host: LOOPBACK, port }] as const,
    );
    const node = new DockerNode({
      recipe,
      ports: Object.fromEntries(onLoopback),
      logs,
      network: this.#network,
    });
    return { node, recipe };
  }

  /** Removes the volume of a node whose container is gone. */
  async forget(id: NodeId): Promise<void> {
    if (this.#premises.container.dataDir !== undefined) await this.#premises.volumes.remove(id);
  }
}
