// The values of one object in an order that they can have come in: its chains one after the other, linked so that one can move.
import type { Chains } from "./chains.ts";
import { NO_CLUSTER } from "./clusters.ts";

/** Chains stand for themselves as the cluster that they begin with. */
export class Line {
  readonly #chains: Chains;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  #first: number;
  /** All clusters in order; `position` is where each stands, below 0 for those that do not. Both as of the last `settle`. */
  clusters: Int32Array = new Int32Array(0);
  readonly position: Int32Array;

  /** `heads` are the object's chains in order; the arrays' entries of its clusters are the line's own. */
  constructor(chains: Chains, heads: Int32Array, arrays: LineArrays) {
    this.#chains = chains;
    this.#before = arrays.before;
    this.#after = arrays.after;
    this.position = arrays.position;
    this.#first = heads[0] as number;
    for (const [i, head] of heads.entries()) {
      this.#before[head] = heads[i - 1] ?? NO_CLUSTER;
      this.#after[head] = heads[i + 1] ?? NO_CLUSTER;
    }
    this.settle();
  }

  /** The chain before; `NO_CLUSTER` of the first. */
  before(head: number): number {
    return this.#before[head] as number;
  }

  /** Puts a chain that stands nowhere right after another. */
  insert(head: number, place: number): void {
    const follower = this.#after[place] as number;
    this.#before[head] = place;
    this.#after[head] = follower;
    this.#after[place] = head;
    if (follower !== NO_CLUSTER) this.#before[follower] = head;
  }

  /** Takes a chain out, but for the first, and puts it right after another. */
  move(head: number, place: number): void {
    const before = this.#before[head] as number;
    const after = this.#after[head] as number;
    this.#after[before] = after;
    if (after !== NO_CLUSTER) this.#before[after] = before;
    this.insert(head, place);
  }

  /** Numbers the clusters anew. */
  settle(): void {
    const clusters: number[] = [];
    for (let head = this.#first; head !== NO_CLUSTER; head = this.#after[head] as number)
      for (let at = head; at !== NO_CLUSTER; at = this.#chains.next[at] as number) {
        this.position[at] = clusters.length;
        clusters.push(at);
      }
    this.clusters = Int32Array.from(clusters);
  }
}

/** One entry a cluster, for the lines of all objects. */
export interface LineArrays {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly position: Int32Array;
}

export const lineArrays = (clusters: number): LineArrays => ({
  before: new Int32Array(clusters),
  after: new Int32Array(clusters),
  position: new Int32Array(clusters).fill(-1),
});
