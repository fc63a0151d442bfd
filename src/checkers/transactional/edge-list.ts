// Edges between transactions as growable columns, and the one trick that keeps them linear: many sources before many targets,
// each but itself, through helper nodes. Knows nothing of versions.
import type { EdgeType } from "../../core/verdict.ts";
import { bytes, ints, copied } from "./columns.ts";

/** Types of edges, as bits. `link` continues an edge through a helper node and has no meaning of its own. */
export const EDGE = { ww: 1, wr: 2, rw: 4, process: 8, realtime: 16, link: 32 } as const;

/** What reports call the types. */
export const EDGE_NAMES: ReadonlyMap<number, EdgeType> = new Map([
  [EDGE.ww, "ww"],
  [EDGE.wr, "wr"],
  [EDGE.rw, "rw"],
  [EDGE.process, "process"],
  [EDGE.realtime, "realtime"],
]);

/** Below this many edges for each helper node saved, direct edges are cheaper. */
const DIRECT_FACTOR = 4;

export class EdgeList {
  from: Int32Array;
  to: Int32Array;
  type: Uint8Array;
  /** Whether anything relates transactions, be it one to itself: then the history tests something. */
  evidence = false;
  /** Number of edges. */
  size = 0;
  /** Number of nodes: transactions first, then helpers. */
  nodes: number;

  /** `expected` edges fit without a copy; room that stays empty costs nothing. */
  constructor(transactions: number, expected = 1 << 10) {
    this.nodes = transactions;
    this.from = ints(expected);
    this.to = ints(expected);
    this.type = bytes(expected);
  }

  /** A helper node. */
  addNode(): number {
    return this.nodes++;
  }

  add(from: number, to: number, type: number): void {
    if (this.size === this.from.length) this.#grow();
    this.from[this.size] = from;
    this.to[this.size] = to;
    this.type[this.size++] = type;
  }

  #grow(): void {
    const capacity = this.from.length * 2;
    this.from = copied(this.from, capacity);
    this.to = copied(this.to, capacity);
    const type = bytes(capacity);
    type.set(this.type);
    this.type = type;
  }

  /**
   * Every source before every target but itself. `sources` may repeat, `targets` may not. Where that would be many edges, two
   * chains of helpers take their place: down one from a target's successor, up the other from its predecessor, so that no
   * path leads from a transaction to itself.
   */
  addAllButSelf(sources: readonly number[], targets: readonly number[], type: number): void {
    if (sources.length * targets.length <= DIRECT_FACTOR * (sources.length + targets.length)) {
      for (const from of sources)
        for (const to of targets) if (from !== to) this.add(from, to, type);
      return;
    }
    const down = this.#chain(targets);
    const up = this.#chain(targets.toReversed()).reverse();
    const place = new Map(targets.map((target, i) => [target, i]));
    for (const from of sources) {
      const own = place.get(from);
      if (own === undefined) this.add(from, down[0] as number, type);
      else {
        if (own + 1 < targets.length) this.add(from, down[own + 1] as number, type);
        if (own > 0) this.add(from, up[own - 1] as number, type);
      }
    }
  }

  /** Helpers in a row, each leading to its target and to the next helper. */
  #chain(targets: readonly number[]): number[] {
    let last = -1;
    return targets.map((target) => {
      const node = this.addNode();
      this.add(node, target, EDGE.link);
      if (last >= 0) this.add(last, node, EDGE.link);
      last = node;
      return node;
    });
  }
}
