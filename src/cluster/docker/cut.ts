// One set of blocked links that holds: its rules, the packets they stopped, its healing.
import { type Link, nodeEnds } from "../api.ts";
import type { Block } from "../../core/damage.ts";
import { messageOf } from "../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import type { DockerNetwork, NetworkFault } from "./docker-network.ts";
import { blockPeers, chainIsGone, removeByHand, removeChain } from "./link-rules.ts";
import { type LinkSide, receivingSide } from "./link-side.ts";
import type { NodeJob, NodeProcess } from "./node-jobs.ts";

interface CutPlan {
  readonly name: string;
  readonly links: readonly Link[];
  readonly block: Block;
  readonly chain: string;
}

/** What is done to which packets, in the words of the evidence. */
function wordsOf(block: Block): { readonly done: string; readonly which: string } {
  switch (block.how) {
    case "drop":
      return { done: "dropped", which: "" };
    case "reset":
      return { done: "reset or dropped", which: "" };
    case "half-open":
      return { done: "dropped", which: " of open connections" };
    case "mtu":
      return { done: "dropped", which: ` larger than ${String(block.bytes)} bytes` };
  }
}

export class Cut implements ActiveFault, NetworkFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #network: DockerNetwork;
  readonly #plan: CutPlan;
  /** Where each link's rules stand. */
  readonly #sides: readonly LinkSide[];
  /** Packets stopped on each link before this cut. */
  readonly #before: readonly number[];
  /** Processes that have, or are getting, the rules. */
  readonly #applied = new Set<NodeProcess>();
  #healing: Promise<void> | null = null;

  constructor(network: DockerNetwork, plan: CutPlan) {
    this.name = plan.name;
    this.#network = network;
    this.#plan = plan;
    this.targets = nodeEnds(plan.links.flatMap((link) => [link.from, link.to]));
    this.#sides = plan.links.map((link) => receivingSide(link, network));
    this.#before = this.#sides.map((side) => this.#stopped(side));
  }

  /** The nodes whose namespaces have the rules. */
  get ruled(): readonly NodeId[] {
    return [...new Set(this.#sides.map(({ node }) => node))];
  }

  holds(link: Link): boolean {
    return this.#plan.links.some(({ from, to }) => from === link.from && to === link.to);
  }

  touches(id: NodeId): boolean {
    return this.#sides.some(({ node }) => node === id);
  }

  sendersTo(id: NodeId): readonly NodeId[] {
    return nodeEnds(this.#plan.links.filter(({ to }) => to === id).map(({ from }) => from));
  }

  jobsFor(ids: readonly NodeId[]): readonly NodeJob[] {
    const { chain, block } = this.#plan;
    const jobs: NodeJob[] = [];
    for (const process of this.#network.processes(ids)) {
      const here = this.#sides.filter(({ node }) => node === process.node);
      if (here.length === 0 || this.#applied.has(process)) continue;
      this.#applied.add(process);
      const peers = here.map(({ peer }) => peer);
      jobs.push({ process, script: blockPeers(chain, peers, block) });
    }
    return jobs;
  }

  get byHand(): string | undefined {
    const alive = this.#network.processes(this.targets);
    const ruled = alive.filter((process) => this.#applied.has(process));
    const script = removeByHand(this.#plan.chain);
    return ruled.length === 0
      ? undefined
      : ruled.map((process) => this.#network.byHand(process, script)).join("; ");
  }

  async evidence(): Promise<Evidence> {
    if (this.#healing === null) await this.#network.read(this.ruled);
    const stopped = this.#sides.map((side, i) => this.#stopped(side) - (this.#before[i] ?? 0));
    const total = stopped.reduce((sum, packets) => sum + packets, 0);
    const links = `${String(stopped.length)} links`;
    const { done, which } = wordsOf(this.#plan.block);
    if (total === 0) {
      const why = `no packet was ${done}: nobody sent any${which} over the ${links}`;
      return { seen: false, why };
    }
    const hit = stopped.filter((packets) => packets > 0).length;
    const on = hit === stopped.length ? links : `${String(hit)} of ${links}`;
    return { seen: true, detail: `${done} ${String(total)} packets${which} on ${on}` };
  }

  async healed(): Promise<Evidence> {
    const { chain } = this.#plan;
    const script = chainIsGone(chain);
    const alive = this.#network.processes(this.targets);
    if (this.#healing === null) return { seen: false, why: "it was not healed yet" };
    try {
      await this.#network.run(alive.map((process) => ({ process, script })));
      return { seen: true, detail: `the rules are gone on ${String(alive.length)} running nodes` };
    } catch (error) {
      return { seen: false, why: `the chain ${chain} may still be there: ${messageOf(error)}` };
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#healing ??= this.#heal());
  }

  async #heal(): Promise<void> {
    this.#network.release(this);
    const script = removeChain(this.#plan.chain);
    const alive = this.#network.processes(this.targets);
    const ruled = alive.filter((process) => this.#applied.has(process));
    try {
      await this.#network.run(ruled.map((process) => ({ process, script })));
    } catch (error) {
      this.#healing = null;
      throw error;
    }
  }

  #stopped(side: LinkSide): number {
    return this.#network.ledger.stopped(side, this.#plan.block);
  }
}
