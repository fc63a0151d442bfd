// From a spec to a cluster whose nodes are ready, or to an error and nothing left behind.
import { createHash } from "node:crypto";
import type {
  AdoptedContainers,
  Cluster,
  ClusterSpec,
  ContainerSpec,
  NodePlan,
  StartOptions,
} from "../api.ts";
import { HarnessError, messageOf } from "../../core/errors.ts";
import type { NodeId } from "../../core/ids.ts";
import { adoptCluster } from "./adoption/adopt-cluster.ts";
import { Agent } from "./agent.ts";
import { type Bridge, createBridge } from "./bridge.ts";
import { runTimeFrom, type ToRunTime } from "./container-logs.ts";
import type { Premises } from "./container-recipe.ts";
import { type DataVolumes, PlainVolumes } from "./data-volumes.ts";
import { withDeadline } from "./deadline.ts";
import { createImagesVolume, DiskVolumes } from "./disks/disk-volumes.ts";
import { DockerCluster } from "./docker-cluster.ts";
import type { Engine } from "./engine.ts";
import { thisHarness } from "./harness-process.ts";
import { agentImage, ensureImage } from "./images.ts";
import { type Labels, labelsOf, prefixOf } from "./labels.ts";
import { loadContainerRuntime, startNodeContainer } from "./node-container.ts";
import { type MadeNode, NodeWorkshop } from "./node-workshop.ts";
import { isPortTaken, PortAllocator } from "./ports.ts";
import { supportOf } from "./probe.ts";
import { untilReady } from "./ready.ts";
import { portsInUse, removeAll, resourcesOf } from "./resources.ts";
import { gatewayOf, MAX_NODES } from "./subnet.ts";

/** A node's ports may be grabbed between the choice and the start; then others are chosen. */
const PORT_TRIES = 5;
/** How long starts may take to notice that their containers were removed. */
const SETTLE_DEADLINE_MS = 30_000;
/** How long the agent and the network, a second's work, may take. */
const GROUND_DEADLINE_MS = 60_000;

export async function startCluster(
  engine: Engine,
  spec: ClusterSpec,
  options: StartOptions,
): Promise<Cluster> {
  const container = containerOf(spec);
  options.journal({ kind: "run", run: spec.run, backend: "docker" });
  if ("adopt" in container) return adoptCluster(engine, spec, container, options);
  // A build takes a minute and may be left to the engine: nobody waits for it who was told to stop.
  const images = await Promise.race([
    ensureImages(engine, spec, container),
    rejectionOf(options.signal),
  ]);
  try {
    return await new Start(engine, spec, container, options).run(images);
  } catch (error) {
    await removeAll(() => resourcesOf(engine, spec.run)).catch((cause: unknown) =>
      spec.onWarning(`the half-started cluster could not be removed: ${messageOf(cause)}`),
    );
    throw error;
  }
}

function containerOf(spec: ClusterSpec): ContainerSpec | AdoptedContainers {
  if (spec.container === null) {
    throw new HarnessError("unsupported", `the system ${spec.system} does not run as containers`, {
      hint: "Use --backend process, or give the system a container.",
    });
  }
  if (spec.nodes.length > MAX_NODES) {
    throw new HarnessError("usage", `at most ${String(MAX_NODES)} nodes fit on one network`);
  }
  return spec.container;
}

async function ensureImages(
  engine: Engine,
  spec: ClusterSpec,
  container: ContainerSpec,
): Promise<Readonly<Record<string, string>>> {
  const ensure = async (ref: string, folder: string | undefined) =>
    [ref, await ensureImage(engine, ref, folder, spec.onWarning)] as const;
  const agent = await agentImage();
  const found = [
    await ensure(agent.ref, agent.folder),
    await ensure(container.image, container.build),
  ];
  for (const ref of new Set(spec.otherImages)) found.push(await ensure(ref, undefined));
  return Object.fromEntries(found);
}

/** One attempt to start a cluster: what its steps share. */
class Start {
  readonly #engine: Engine;
  readonly #spec: ClusterSpec;
  readonly #container: ContainerSpec;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #admit: StartOptions["admit"];
  /** Begins the names of all that the run makes: the run's id may hold what a name may not. */
  readonly #prefix: string;
  readonly #labels: Labels;
  readonly #ports: PortAllocator;
  readonly #toRunTime: ToRunTime;

  constructor(
    engine: Engine,
    spec: ClusterSpec,
    container: ContainerSpec,
    { signal, admit }: StartOptions,
  ) {
    const digest = createHash("sha256").update(spec.run).digest();
    this.#engine = engine;
    this.#spec = spec;
    this.#container = container;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#admit = admit;
    this.#prefix = prefixOf(spec.run);
    this.#labels = labelsOf(spec.run, thisHarness());
    this.#ports = new PortAllocator(digest.readUInt32LE(0));
    this.#toRunTime = runTimeFrom(spec.clock);
  }

  async run(images: Readonly<Record<string, string>>): Promise<Cluster> {
    const [agent, bridge] = await withDeadline(
      "the engine to start the agent and make the network",
      GROUND_DEADLINE_MS,
      allOrNone([
        this.#startAgent(),
        createBridge(this.#engine, this.#prefix, this.#labels),
        loadContainerRuntime(this.#engine),
      ]),
    );
    const gateway = gatewayOf(bridge.subnet);
    const disks = this.#hasDisks()
      ? new DiskVolumes(this.#engine, agent, this.#prefix, this.#labels)
      : null;
    const cluster = new DockerCluster(this.#engine, agent, this.#spec, gateway, images, disks);
    const volumes = disks ?? new PlainVolumes(this.#engine, this.#prefix, this.#labels);
    const workshop = new NodeWorkshop(this.#premises(bridge, volumes), cluster.network);
    cluster.equip(workshop);
    let nodes: readonly Promise<void>[] = [];
    try {
      await cluster.watch();
      this.#ports.reserve(await portsInUse(this.#engine));
      await this.#admit?.((capability) => supportOf(agent, capability));
      nodes = workshop.planned.map((plan) => this.#startNode(cluster, workshop, plan));
      await Promise.race([Promise.all(nodes), cluster.failure, rejectionOf(this.#signal)]);
      await disks?.remember();
      return cluster;
    } catch (error) {
      this.#stop.abort(error);
      // Starts that are still under way would leave something behind if nobody waited for them.
      await Promise.allSettled([cluster[Symbol.asyncDispose](), settled(nodes)]);
      throw error;
    }
  }

  #premises(bridge: Bridge, volumes: DataVolumes): Premises {
    return {
      engine: this.#engine,
      spec: this.#spec,
      container: this.#container,
      prefix: this.#prefix,
      labels: this.#labels,
      bridge,
      ports: this.#ports,
      volumes,
      toRunTime: this.#toRunTime,
    };
  }

  #hasDisks(): boolean {
    return this.#spec.disks && this.#container.dataDir !== undefined;
  }

  async #startAgent(): Promise<Agent> {
    const images = this.#hasDisks()
      ? await createImagesVolume(this.#engine, this.#prefix, this.#labels)
      : null;
    return Agent.start(this.#engine, `${this.#prefix}-agent`, this.#labels, images);
  }

  async #startNode(cluster: DockerCluster, workshop: NodeWorkshop, plan: NodePlan): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#tryNode(cluster, await workshop.make(plan));
        return;
      } catch (error) {
        if (!isPortTaken(messageOf(error))) throw startError(plan.id, error);
        if (tries === PORT_TRIES) {
          throw new HarnessError("port", `no free port for node ${plan.id}: ${messageOf(error)}`, {
            hint: "Something on this host takes ports as they are chosen; run again.",
            cause: error,
          });
        }
        await this.#removeNode(plan.id);
      }
    }
  }

  async #tryNode(cluster: DockerCluster, { node, recipe }: MadeNode): Promise<void> {
    await startNodeContainer(this.#engine, recipe.spec, {
      onCreated: (container) => {
        node.adopt(container);
        cluster.add(node);
      },
      onStarted: async () => {
        await node.started();
        // testcontainers kills the container of a rejected start: its death must not become the reason.
        await untilReady(node, this.#spec, this.#signal).catch((error: unknown) => {
          cluster.fail(error);
          throw error;
        });
      },
    });
  }

  async #removeNode(id: NodeId): Promise<void> {
    const name = `container ${this.#prefix}-${id}`;
    await removeAll(async () =>
      (await resourcesOf(this.#engine, this.#spec.run)).filter((found) => found.name === name),
    );
  }
}

/** Waits for all starts to end one way or the other, which on a hanging engine they never do. */
const settled = (starts: readonly Promise<void>[]): Promise<unknown> =>
  withDeadline("the nodes' starts to end", SETTLE_DEADLINE_MS, Promise.allSettled(starts));

/** Waits for all whatever becomes of one: what is still being made when another fails would be left behind. */
async function allOrNone<T extends readonly Promise<unknown>[]>(
  promises: readonly [...T],
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function startError(id: NodeId, error: unknown): HarnessError {
  if (error instanceof HarnessError) return error;
  return new HarnessError("node", `node ${id} could not be started: ${messageOf(error)}`, {
    cause: error,
  });
}

/** Rejects when the signal aborts. */
const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
