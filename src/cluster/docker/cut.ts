// One cut that holds: its links, its rules, the packets it dropped, its healing.
import { CLIENTS, type Link, nodeEnds } from "../api.ts";
import { messageOf } from "../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import { chainIsGone, dropFrom, removeByHand, removeChain } from "./cut-rules.ts";
import type { DockerNetwork } from "./docker-network.ts";
import type { NodeJob } from "./node-jobs.ts";

interface CutPlan {
  readonly name: string;
  readonly links: readonly Link[];
  readonly chain: string;
}

export class Cut implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #network: DockerNetwork;
  readonly #links: readonly Link[];
  readonly #chain: string;
  /** Drops on each link before this cut. */
  readonly #before: readonly number[];
  /** Processes that have, or are getting, the rules. */
  readonly #applied = new Set<number>();
  #healing: Promise<void> | null = null;

  constructor(network: DockerNetwork, { name, links, chain }: CutPlan) {
    this.name = name;
    this.#network = network;
    this.#links = links;
    this.#chain = chain;
    this.targets = nodeEnds(links.flatMap((link) => [link.from, link.to]));
    this.#before = links.map((link) => this.#dropped(link));
  }

  holds(link: Link): boolean {
    return this.#links.some(({ from, to }) => from === link.from && to === link.to);
  }

  touches(id: NodeId): boolean {
    return this.#links.some(({ to }) => to === id);
  }

  /** Whom `id` must not hear. */
  sendersTo(id: NodeId): readonly NodeId[] {
    return nodeEnds(this.#links.filter(({ to }) => to === id).map(({ from }) => from));
  }

  /** The rules that these nodes lack; from now on they count as applied. */
  rulesFor(ids: readonly NodeId[]): readonly NodeJob[] {
    const jobs: NodeJob[] = [];
    for (const process of this.#network.processes(ids)) {
      const senders = this.sendersTo(process.node);
      if (senders.length === 0 || this.#applied.has(process.pid)) continue;
      this.#applied.add(process.pid);
      const sources = senders.map((id) => this.#network.node(id).ip);
      jobs.push({ process, script: dropFrom(this.#chain, sources) });
    }
    return jobs;
  }

  get byHand(): string | undefined {
    const alive = this.#network.processes(this.targets);
    const ruled = alive.filter(({ pid }) => this.#applied.has(pid));
    const script = removeByHand(this.#chain, "INPUT");
    return ruled.length === 0
      ? undefined
      : ruled.map((process) => this.#network.byHand(process, script)).join("; ");
  }

  async evidence(): Promise<Evidence> {
    if (this.#healing === null) await this.#network.read(nodeEnds(this.#links.map(({ to }) => to)));
    const drops = this.#links.map((link, i) => this.#dropped(link) - (this.#before[i] ?? 0));
    const total = drops.reduce((sum, packets) => sum + packets, 0);
    const links = `${String(this.#links.length)} links`;
    if (total === 0) {
      return { seen: false, why: `no packet was dropped: nobody sent any over the ${links}` };
    }
    const hit = drops.filter((packets) => packets > 0).length;
    const on = hit === drops.length ? links : `${String(hit)} of ${links}`;
    return { seen: true, detail: `dropped ${String(total)} packets on ${on}` };
  }

  async healed(): Promise<Evidence> {
    const script = chainIsGone(this.#chain);
    const alive = this.#network.processes(this.targets);
    if (this.#healing === null) return { seen: false, why: "it was not healed yet" };
    try {
      await this.#network.run(alive.map((process) => ({ process, script })));
      return { seen: true, detail: `the rules are gone on ${String(alive.length)} running nodes` };
    } catch (error) {
      return {
        seen: false,
        why: `the chain ${this.#chain} may still be there: ${messageOf(error)}`,
      };
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#healing ??= this.#heal());
  }

  async #heal(): Promise<void> {
    this.#network.release(this);
    const script = removeChain(this.#chain, "INPUT");
    const alive = this.#network.processes(this.targets);
    const ruled = alive.filter(({ pid }) => this.#applied.has(pid));
    try {
      await this.#network.run(ruled.map((process) => ({ process, script })));
    } catch (error) {
      this.#healing = null;
      throw error;
    }
  }

  #dropped(link: Link): number {
    if (link.from === CLIENTS) return 0;
    return this.#network.ledger.dropped(this.#network.node(link.from).ip, link.to);
  }
}
