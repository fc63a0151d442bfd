// How many packets were dropped on each link so far, over all cuts and all lives of a node: the evidence of cuts.
// By link, not by cut: where two cuts share a link, only the first one's rule sees the packets.
import type { NodeProcess } from "./node-jobs.ts";
import type { Counter } from "./cut-rules.ts";

export class PacketLedger {
  /** Link → rule (chain in one life of the node) → packets. A rule's counter only grows. */
  readonly #links = new Map<string, Map<string, number>>();

  /** Takes over the counters read in a node's namespace. */
  record(process: NodeProcess, counters: readonly Counter[]): void {
    for (const { chain, source, packets } of counters) {
      const link = linkKey(source, process.node);
      const rules = this.#links.get(link) ?? new Map<string, number>();
      this.#links.set(link, rules);
      rules.set(`${process.containerId}/${String(process.pid)}/${chain}`, packets);
    }
  }

  /** Packets dropped between the address `source` and the node `to`, as of the last reading. */
  dropped(source: string, to: string): number {
    const rules = this.#links.get(linkKey(source, to));
    return [...(rules?.values() ?? [])].reduce((sum, packets) => sum + packets, 0);
  }
}

const linkKey = (source: string, to: string): string => `${source}>${to}`;
