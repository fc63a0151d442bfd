// Clocks in memory for tests of faults: of several skews on a node the latest holds.
import type { Clocks } from "../../src/cluster/api.ts";
import type { ClockSkew } from "../../src/core/damage.ts";
import type { ActiveFault } from "../../src/core/fault.ts";
import type { NodeId } from "../../src/core/ids.ts";

export class FakeClocks implements Clocks {
  /** What holds, the latest last. */
  readonly holding: { readonly nodes: readonly NodeId[]; readonly skew: ClockSkew }[] = [];
  /** Nodes whose memory nobody may write. */
  readonly refusing = new Set<NodeId>();

  skew(nodes: readonly NodeId[], skew: ClockSkew, name: string): Promise<ActiveFault> {
    const refused = nodes.filter((id) => this.refusing.has(id));
    if (refused.length > 0) return Promise.reject(new Error(`${refused.join()} refuses`));
    const held = { nodes, skew };
    this.holding.push(held);
    return Promise.resolve({
      name,
      targets: nodes,
      evidence: () => Promise.resolve({ seen: true, detail: `${nodes.join()} patched` }),
      healed: () =>
        Promise.resolve(
          this.holding.includes(held)
            ? { seen: false, why: "it still holds" }
            : { seen: true, detail: `${nodes.join()} as it was` },
        ),
      [Symbol.asyncDispose]: () => {
        const position = this.holding.indexOf(held);
        if (position >= 0) this.holding.splice(position, 1);
        return Promise.resolve();
      },
    });
  }

  offsetOf(id: string): number {
    const top = this.holding.findLast(({ nodes }) => nodes.some((node) => node === id));
    return top?.skew.offsetMs ?? 0;
  }

  offsets(): Promise<ReadonlyMap<NodeId, number>> {
    const nodes = new Set(this.holding.flatMap((held) => held.nodes));
    return Promise.resolve(new Map([...nodes].map((id) => [id, this.offsetOf(id)])));
  }
}
