// Edges between versions of a register, each with the assumption it rests on and the transactions that show it. Knows not
// where they come from.
import type { EdgeList } from "./edge-list.ts";

/** Assumptions that order versions; the initial state before everything needs none. */
export type VersionSource = "wfr" | "sequential" | "linearizable";

export const SOURCES: readonly VersionSource[] = ["wfr", "sequential", "linearizable"];

/** Version `from[i]` came before `to[i]`: `first[i]` shows the one, `second[i]` the other. `to[i]` may be `NIL`. */
export class VersionEdges {
  readonly from: number[] = [];
  readonly to: number[] = [];
  /** Index into `SOURCES`. */
  readonly source: number[] = [];
  readonly first: number[] = [];
  readonly second: number[] = [];

  add(from: number, to: number, source: number, first: number, second: number): void {
    this.from.push(from);
    this.to.push(to);
    this.source.push(source);
    this.first.push(first);
    this.second.push(second);
  }

  addAll(others: VersionEdges, keep: (edge: number) => boolean): void {
    for (let i = 0; i < others.from.length; i++)
      if (keep(i))
        this.add(
          others.from[i] as number,
          others.to[i] as number,
          others.source[i] as number,
          others.first[i] as number,
          others.second[i] as number,
        );
  }

  /** Copies the edges to a graph's list; `nodeOf` numbers the versions. */
  copyTo(edges: EdgeList, nodeOf: (version: number, edge: number) => number, type: number): void {
    for (let i = 0; i < this.from.length; i++)
      edges.add(nodeOf(this.from[i] as number, i), nodeOf(this.to[i] as number, i), type);
  }
}
