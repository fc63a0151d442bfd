// What one node's container is made from, and the making of the next one when faults want the node anew: of another
// image, emptied, as one who joins. Starts nothing.
import type Dockerode from "dockerode";
import type { ClusterSpec, ContainerSpec, Launch, NodePlan } from "../api.ts";
import { assert } from "../../core/assert.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Bridge } from "./bridge.ts";
import type { ToRunTime } from "./container-logs.ts";
import type { DataVolumes } from "./data-volumes.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";
import { LABEL, type Labels } from "./labels.ts";
import { createNodeContainer, type NodeContainerSpec } from "./node-container.ts";
import type { PortAllocator } from "./ports.ts";

/** What all nodes of a run share. */
export interface Premises {
  readonly engine: Engine;
  readonly spec: ClusterSpec;
  readonly container: ContainerSpec;
  /** Begins the names of all that the run makes. */
  readonly prefix: string;
  readonly labels: Labels;
  readonly bridge: Bridge;
  readonly ports: PortAllocator;
  readonly volumes: DataVolumes;
  readonly toRunTime: ToRunTime;
}

/** Where the nodes are. */
interface Places {
  /** The nodes that form the cluster, in order. */
  readonly planned: readonly NodePlan[];
  readonly planOf: (id: NodeId) => NodePlan | undefined;
}

/** What changes from one making to the next. */
interface Make {
  readonly image: string;
  /** Whom the command line is told of. */
  readonly members: readonly NodePlan[];
  readonly joining: boolean;
}

export class ContainerRecipe {
  readonly #premises: Premises;
  readonly #plan: NodePlan;
  readonly #places: Places;
  /** By name, on the loopback address. */
  readonly #ports: Readonly<Record<string, number>>;
  #make: Make;

  constructor(
    premises: Premises,
    plan: NodePlan,
    places: Places,
    ports: Readonly<Record<string, number>>,
  ) {
    this.#premises = premises;
    this.#plan = plan;
    this.#places = places;
    this.#ports = ports;
    this.#make = { image: premises.container.image, members: places.planned, joining: false };
  }

  get plan(): NodePlan {
    return { ...this.#plan, joining: this.#make.joining };
  }

  /** What the container is made from now. */
  get spec(): NodeContainerSpec {
    return this.#specOf(this.#make);
  }

  /**
   * Makes a container in place of `old`, which is stopped, and says what of it is new. When that fails, the node has
   * none, and this may be tried again.
   */
  async remake(
    launch: Launch,
    old: Dockerode.Container | null,
  ): Promise<{ readonly container: Dockerode.Container; readonly words: string }> {
    const { engine, container, volumes } = this.#premises;
    const { id } = this.#plan;
    const next = this.#next(launch);
    const spec = this.#specOf(next);
    if (old !== null) await removeContainer(id, old);
    const emptied =
      launch.empty === true && container.dataDir !== undefined ? await volumes.empty(id) : null;
    const made = await createNodeContainer(engine, spec);
    this.#make = next;
    const words = `container ${made.id.slice(0, 12)} of ${spec.image}`;
    return { container: made, words: emptied === null ? words : `${words}, ${emptied}` };
  }

  #next({ image, joins }: Launch): Make {
    const now = this.#make;
    return {
      image: image === null ? this.#premises.container.image : (image ?? now.image),
      members: joins === undefined ? now.members : joins.map((id) => this.#planOf(id)),
      joining: joins === undefined ? now.joining : true,
    };
  }

  #planOf(id: NodeId): NodePlan {
    const plan = this.#places.planOf(id);
    assert(plan !== undefined, `${id}, whom ${this.#plan.id} is to join, is a node of this run`);
    return plan;
  }

  #specOf({ image, members, joining }: Make): NodeContainerSpec {
    const { container, prefix, labels, bridge, volumes } = this.#premises;
    const self = { ...this.#plan, joining };
    const inside = Object.entries(container.ports);
    return {
      name: `${prefix}-${self.id}`,
      image,
      hostname: self.id,
      labels: {
        ...labels,
        [LABEL.node]: self.id,
        [LABEL.ports]: Object.values(this.#ports).join(" "),
      },
      bridge,
      ip: self.host,
      ports: new Map(inside.map(([name, port]) => [port, this.#ports[name] ?? 0])),
      command: container.command?.(self, members) ?? null,
      env: container.env?.(self, members) ?? {},
      data:
        container.dataDir === undefined
          ? null
          : { volume: volumes.nameOf(self.id), path: container.dataDir },
    };
  }
}

/** Removes a node's container; one that is gone is as it should be. */
export async function removeContainer(id: NodeId, container: Dockerode.Container): Promise<void> {
  const removal = container.remove({ force: true, v: true });
  const what = `the engine to remove the container of node ${id}`;
  await withDeadline(what, ENGINE_DEADLINE_MS, removal).catch((error: unknown) => {
    if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
  });
}
