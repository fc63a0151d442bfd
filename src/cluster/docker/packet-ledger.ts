// How many packets were stopped on each link so far, over all faults and all lives of a node: the evidence of cuts.
// By link and kind of block, not by fault: where two of a kind share a link, only the first one's rules see the packets.
import type { Block } from "../../core/damage.ts";
import { blockIn, chainOf, type Counter } from "./link-rules.ts";
import type { LinkSide } from "./link-side.ts";
import type { NodeProcess } from "./node-jobs.ts";

export class PacketLedger {
  /** Link and block → rule (chain in one life of the node) → packets. A rule's counter only grows. */
  readonly #links = new Map<string, Map<string, number>>();

  /** Takes over the counters read in a node's namespace. */
  record(process: NodeProcess, counters: readonly Counter[]): void {
    const life = `${process.containerId}/${String(process.pid)}`;
    for (const { chain, peer, rule, packets } of counters) {
      const key = keyOf({ node: process.node, peer }, blockIn(chain));
      const rules = this.#links.get(key) ?? new Map<string, number>();
      this.#links.set(key, rules);
      rules.set(`${life}/${chain}/${rule}`, packets);
    }
  }

  /** Packets that blocks like `block` stopped on the link with this side, as of the last reading. */
  stopped(side: LinkSide, block: Block): number {
    const rules = this.#links.get(keyOf(side, blockIn(chainOf(0, block))));
    return [...(rules?.values() ?? [])].reduce((sum, packets) => sum + packets, 0);
  }
}

const keyOf = ({ node, peer }: LinkSide, block: string): string =>
  `${node} ${peer.hook} ${peer.address} ${block}`;
