// The network between nodes: cuts links by rules in the receivers' namespaces, and keeps them cut over restarts.
import type { Link, Network, QualifiedLink } from "../api.ts";
import { assert } from "../../core/assert.ts";
import type { Block } from "../../core/damage.ts";
import { HarnessError } from "../../core/errors.ts";
import type { ActiveFault } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { Agent } from "./agent.ts";
import { Cut } from "./cut.ts";
import { Degradation, type Share } from "./degradation.ts";
import {
  chainOf,
  dropTo,
  guardOf,
  parseCounters,
  READ_COUNTERS,
  removeChain,
} from "./link-rules.ts";
import {
  jobsScript,
  type JobResult,
  type NodeJob,
  type NodeProcess,
  parseJobs,
} from "./node-jobs.ts";
import type { LinkMeans } from "./link-means.ts";
import { meansOf } from "./means-of-host.ts";
import { PacketLedger } from "./packet-ledger.ts";
import { Serial } from "./serial.ts";
import { Shaper } from "./shaper.ts";

/** What the network asks of a node. */
export interface NetworkNode {
  readonly id: NodeId;
  /** On the cluster's own network; the same over restarts. */
  readonly ip: string;
  /** Null while it is stopped. */
  readonly process: NodeProcess | null;
}

/** A fault of links that holds, as the network puts it in place and keeps it over restarts. */
export interface NetworkFault {
  /** Whether it has rules in the namespace of `id`. */
  touches(id: NodeId): boolean;
  /** Whom `id` must not hear before it has them. */
  sendersTo(id: NodeId): readonly NodeId[];
  /** What these nodes lack of it; from now on it counts as applied. */
  jobsFor(ids: readonly NodeId[]): readonly NodeJob[];
}

export class DockerNetwork implements Network {
  /** Where nodes see clients come from. */
  readonly gateway: string;
  readonly ledger = new PacketLedger();
  readonly #agent: Agent;
  readonly #nodes = new Map<NodeId, NetworkNode>();
  readonly #holding = new Set<Cut>();
  readonly #starts = new Serial();
  /** Jobs rest on what those made before them left behind, so they run in the order in which they were made. */
  readonly #jobs = new Serial();
  readonly #starting = new Set<Promise<void>>();
  #numbers = 0;
  #shapers: Promise<readonly Shaper[]> | null = null;

  constructor(agent: Agent, gateway: string) {
    this.#agent = agent;
    this.gateway = gateway;
  }

  add(node: NetworkNode): void {
    this.#nodes.set(node.id, node);
  }

  node(id: NodeId): NetworkNode {
    const node = this.#nodes.get(id);
    assert(node !== undefined, `no node ${id} on this network`);
    return node;
  }

  async cut(
    links: readonly Link[],
    name: string,
    block: Block = { how: "drop" },
  ): Promise<ActiveFault> {
    const chain = chainOf(this.nextNumber(), block);
    const overlaps = [...this.#holding].some((other) => links.some((link) => other.holds(link)));
    if (overlaps) await this.read([...this.#nodes.keys()]);
    const cut = new Cut(this, { name, links, block, chain });
    this.#holding.add(cut);
    try {
      await this.run(cut.jobsFor(cut.ruled));
      await this.#startsUnderWay();
    } catch (error) {
      await cut[Symbol.asyncDispose]().catch(() => undefined);
      throw error;
    }
    return cut;
  }

  async degrade(links: readonly QualifiedLink[], name: string): Promise<ActiveFault> {
    const shares = sharesOf(links, await this.#findShapers());
    // What was counted up to now is not this fault's doing.
    await this.read(shares.flatMap((share) => share.shaper.nodesOf(share.links)));
    const degradation = new Degradation(this, name, shares);
    try {
      await this.run(degradation.jobs());
      await this.#startsUnderWay();
    } catch (error) {
      await degradation[Symbol.asyncDispose]().catch(() => undefined);
      throw error;
    }
    return degradation;
  }

  /** Makes links worse by these means from now on, the first that reaches a link; left alone, by those there are. */
  shapeBy(means: readonly LinkMeans[]): void {
    this.#shapers = Promise.resolve(means.map((one) => new Shaper(this, one)));
  }

  /** For chains and installations. */
  nextNumber(): number {
    return ++this.#numbers;
  }

  /** No restart applies it again from here on. */
  release(cut: Cut): void {
    this.#holding.delete(cut);
  }

  /**
   * Starts a node by `start`, after which its process must be known, and puts the cuts that hold back in place. Until
   * its own rules are there, those who may not be heard by it do not send to it.
   */
  async starting(id: NodeId, start: () => Promise<void>): Promise<void> {
    const started = this.#start(id, start);
    this.#starting.add(started);
    try {
      await started;
    } finally {
      this.#starting.delete(started);
    }
  }

  /** Nodes that were starting when a fault came have its rules, too, or did not start. */
  async #startsUnderWay(): Promise<void> {
    await Promise.allSettled(this.#starting);
  }

  async #start(id: NodeId, start: () => Promise<void>): Promise<void> {
    const faults = await this.#faults();
    if (!faults.some((fault) => fault.touches(id))) {
      await start();
      await this.#applyTo(id);
      return;
    }
    await this.#starts.run(() => this.#startGuarded(id, start));
  }

  async #startGuarded(id: NodeId, start: () => Promise<void>): Promise<void> {
    const guard = guardOf(this.nextNumber());
    const senders = (await this.#faults()).flatMap((fault) => fault.sendersTo(id));
    const guarded = this.processes(senders);
    const { ip } = this.node(id);
    try {
      await this.run(guarded.map((process) => ({ process, script: dropTo(guard, ip) })));
      await start();
      await this.#applyTo(id);
    } finally {
      const script = removeChain(guard);
      await this.run(guarded.map((process) => ({ process, script })));
    }
  }

  async #applyTo(id: NodeId): Promise<void> {
    await this.run((await this.#faults()).flatMap((fault) => fault.jobsFor([id])));
  }

  async #faults(): Promise<readonly NetworkFault[]> {
    return [...this.#holding, ...((await this.#shapers) ?? [])];
  }

  #findShapers(): Promise<readonly Shaper[]> {
    return (this.#shapers ??= meansOf(this.#agent).then((all) =>
      all.map((means) => new Shaper(this, means)),
    ));
  }

  /** Reads the packet counters of these nodes into the ledger; to be called before one is killed, too. */
  async read(ids: readonly NodeId[]): Promise<void> {
    if (this.#numbers === 0) return;
    const shapers = (await this.#shapers) ?? [];
    await this.run([
      ...this.processes(ids).map((process) => ({ process, script: READ_COUNTERS })),
      ...shapers.flatMap((shaper) => shaper.readingsFor(ids)),
    ]);
  }

  /** The processes of those of the nodes that are alive, each once. */
  processes(ids: readonly NodeId[]): readonly NodeProcess[] {
    return [...new Set(ids)].map((id) => this.node(id).process).filter((found) => found !== null);
  }

  /** The command by which a person runs a script in the network of a node's container. */
  byHand({ containerId }: NodeProcess, script: string): string {
    const network = `--network container:${containerId.slice(0, 12)}`;
    return `docker run --rm ${network} --cap-add NET_ADMIN ${this.#agent.image} sh -c '${script}'`;
  }

  /** Runs jobs, takes over the counters that they print. Throws `engine` when one fails on a living node. */
  async run(jobs: readonly NodeJob[]): Promise<readonly JobResult[]> {
    return jobs.length === 0 ? [] : this.#jobs.run(() => this.#runNow(jobs));
  }

  async #runNow(jobs: readonly NodeJob[]): Promise<readonly JobResult[]> {
    const results = parseJobs(jobs, await this.#agent.must(jobsScript(jobs)));
    const shapers = (await this.#shapers) ?? [];
    for (const { process, gone, status, output } of results) {
      if (gone) continue;
      if (status !== 0) {
        throw new HarnessError(
          "engine",
          `a network rule failed on ${process.node}: ${output.trim() || "no output"}`,
          { hint: "Run faultline doctor; it tries iptables in the agent." },
        );
      }
      this.ledger.record(process, parseCounters(output));
      for (const shaper of shapers) shaper.record(process, output);
    }
    return results;
  }
}

/** Each link by the first means that reaches it. Throws `unsupported` where none does. */
function sharesOf(links: readonly QualifiedLink[], shapers: readonly Shaper[]): readonly Share[] {
  const byShaper = new Map<Shaper, QualifiedLink[]>(shapers.map((shaper) => [shaper, []]));
  for (const link of links) {
    const shaper = shapers.find((candidate) => candidate.reaches(link));
    if (shaper === undefined) {
      throw new HarnessError(
        "unsupported",
        `the link from ${link.from} to ${link.to} cannot be made worse on this host`,
        { hint: "Run faultline doctor; it tells what this host has and what would help." },
      );
    }
    byShaper.get(shaper)?.push(link);
  }
  return [...byShaper]
    .filter(([, share]) => share.length > 0)
    .map(([shaper, share]) => ({ shaper, links: share }));
}
