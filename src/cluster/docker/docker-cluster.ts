// A running cluster on an engine: its nodes, their network, the agent, and the watch over all of them.
import type { Cluster, ClusterSpec, Node } from "../api.ts";
import { assert } from "../../core/assert.ts";
import { HarnessError } from "../../core/errors.ts";
import type { Evidence } from "../../core/fault.ts";
import { type NodeId, nodeId } from "../../core/ids.ts";
import type { Agent } from "./agent.ts";
import type { ContainerLogs } from "./container-logs.ts";
import { DockerClocks } from "./docker-clocks.ts";
import { DockerNames } from "./docker-names.ts";
import { DockerNetwork } from "./docker-network.ts";
import type { DockerNode } from "./docker-node.ts";
import { DockerResources } from "./docker-resources.ts";
import type { DiskVolumes } from "./disks/disk-volumes.ts";
import { DockerDisks } from "./disks/docker-disks.ts";
import { loopsOf } from "./disks/loop-audit.ts";
import { thawRun } from "./disks/thaw.ts";
import type { Engine } from "./engine.ts";
import { EngineWatch } from "./engine-watch.ts";
import type { NodeWorkshop } from "./node-workshop.ts";
import { LABEL } from "./labels.ts";
import { removeAll, resourcesOf } from "./resources.ts";
import { MAX_NODES } from "./subnet.ts";

/** Containers that somebody else started and that the run has faults on. */
interface Loan {
  /** Their ids. */
  readonly containers: readonly string[];
  /** Puts back what faults changed; resolves with what it could not put back, in words. Never rejects. */
  readonly giveBack: () => Promise<readonly string[]>;
}

export class DockerCluster implements Cluster {
  readonly backend = "docker";
  readonly network: DockerNetwork;
  readonly clocks: DockerClocks;
  readonly disks: DockerDisks | null;
  readonly resources: DockerResources;
  readonly names: DockerNames;
  readonly engine: string;
  readonly images: Readonly<Record<string, string>>;
  readonly failure: Promise<never>;
  readonly #spec: ClusterSpec;
  readonly #engine: Engine;
  readonly #agent: Agent;
  readonly #nodes = new Map<NodeId, DockerNode>();
  /** Those that it has grown, and still has. */
  readonly #grown = new Set<NodeId>();
  #workshop: NodeWorkshop | null = null;
  /** Rejects `failure`; the first one counts. */
  readonly fail: (error: unknown) => void;
  #watch: EngineWatch | null = null;
  #loan: Loan | null = null;
  #notReturned: readonly string[] = [];
  #disposed: Promise<void> | null = null;

  constructor(
    engine: Engine,
    agent: Agent,
    spec: ClusterSpec,
    gateway: string,
    images: Readonly<Record<string, string>>,
    volumes: DiskVolumes | null,
  ) {
    const failure = Promise.withResolvers<never>();
    // Nobody may be listening when it fails; who awaits it later still hears.
    failure.promise.catch(() => undefined);
    this.failure = failure.promise;
    this.fail = failure.reject;
    this.engine = engine.description;
    this.images = images;
    this.network = new DockerNetwork(agent, gateway);
    this.resources = new DockerResources({ engine, agent, spec, node: (id) => this.#node(id) });
    this.clocks = new DockerClocks(agent, () => this.nodes);
    this.disks = volumes === null ? null : new DockerDisks(volumes, () => this.nodes, spec.ready);
    this.names = new DockerNames({ engine, agent, nodes: () => this.nodes });
    this.#engine = engine;
    this.#agent = agent;
    this.#spec = spec;
  }

  get nodes(): readonly DockerNode[] {
    const ids = [...this.#spec.nodes, ...this.#grown];
    return ids.map((id) => this.#nodes.get(id)).filter((node) => node !== undefined);
  }

  /** Where more nodes come from; to be called before the cluster is handed out. */
  equip(workshop: NodeWorkshop): void {
    this.#workshop = workshop;
  }

  async grow(): Promise<Node> {
    const workshop = this.#workshop;
    if (workshop === null) {
      throw new HarnessError("unsupported", "a cluster of adopted containers cannot grow");
    }
    // An address that was somebody's is not given again: peers may still remember who had it.
    if (workshop.count === MAX_NODES) {
      throw new HarnessError(
        "unsupported",
        `the run has had ${String(MAX_NODES)} nodes, as many as its network has addresses for`,
        { hint: "Add fewer members, or let the run be shorter." },
      );
    }
    const plan = workshop.plan(nodeId(`n${String(workshop.count + 1)}`));
    this.#grown.add(plan.id);
    const { node } = await workshop.make(plan);
    this.add(node);
    return node;
  }

  async discard({ id }: Node): Promise<Evidence> {
    const node = this.#nodes.get(id);
    if (!this.#grown.delete(id) || node === undefined) {
      return { seen: true, detail: "it was gone already" };
    }
    try {
      const evidence = await node.discard();
      await this.#workshop?.forget(id);
      return evidence;
    } catch (error) {
      this.#grown.add(id);
      throw error;
    }
  }

  #node(id: NodeId): DockerNode {
    const node = this.#nodes.get(id);
    assert(node !== undefined, `no node ${id} in this cluster`);
    return node;
  }

  /** Told of containers that are to be given back, by which `leftovers` goes, too. */
  borrow(loan: Loan): void {
    this.#loan = loan;
  }

  /** To be called before the first node starts: from here on a lost node or engine is noticed. */
  async watch(): Promise<void> {
    const { run } = this.#spec;
    const containers = this.#loan?.containers;
    const filters =
      containers === undefined
        ? { label: [`${LABEL.run}=${run}`] }
        : { container: [this.#agent.containerId, ...containers] };
    this.#watch = await EngineWatch.open(this.#engine, filters, {
      onDeath: (containerId, exitCode) => void this.#onDeath(containerId, exitCode),
      onEngineLost: this.fail,
    });
  }

  /** Takes in a node whose container was created and is about to be started. */
  add(node: DockerNode): void {
    this.#nodes.set(node.id, node);
    this.network.add(node);
  }

  async #onDeath(containerId: string, exitCode: number): Promise<void> {
    if (this.#disposed !== null) return;
    if (containerId === this.#agent.containerId) {
      this.fail(new HarnessError("engine", "the agent's container was stopped by somebody else"));
      return;
    }
    const node = this.nodes.find((candidate) => candidate.containerId === containerId);
    if (node?.died() !== true) return;
    const what = `node ${node.id} died by itself with exit code ${String(exitCode)}`;
    this.fail(await nodeError(what, node.logs));
  }

  async leftovers(): Promise<readonly string[]> {
    const kept = await resourcesOf(this.#engine, this.#spec.run);
    const loops = await loopsOf(this.#spec.run);
    return [...kept.map((resource) => resource.name), ...loops, ...this.#notReturned];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#disposed ??= this.#dispose());
  }

  async #dispose(): Promise<void> {
    await this.#watch?.[Symbol.asyncDispose]();
    this.#notReturned = (await this.#loan?.giveBack()) ?? [];
    this.disks?.close();
    if (this.disks !== null) await thawRun(this.#engine, this.#spec.run);
    await this.#agent.close();
    for (const node of this.nodes) node.logs.close();
    await removeAll(() => resourcesOf(this.#engine, this.#spec.run));
  }
}

/** A `node` error that shows the last lines the node wrote. */
export async function nodeError(
  what: string,
  logs: ContainerLogs,
  cause?: unknown,
): Promise<HarnessError> {
  const lines = await logs.last();
  const shown = lines.length === 0 ? "\n  (it wrote nothing)" : `:\n  ${lines.join("\n  ")}`;
  return new HarnessError("node", `${what}${shown}`, {
    hint: "Its whole output is in the run directory, in nodes/.",
    cause,
  });
}
