// The helpers that keep many-to-many edges linear: they must relate exactly the pairs that direct edges would.
import { expect, test } from "vitest";
import { EDGE, EdgeList } from "../../../src/checkers/transactional/edge-list.ts";
import { graphOf } from "../../../src/checkers/transactional/graph.ts";
import { seed } from "../../../src/core/ids.ts";
import { randomOf } from "../../../src/core/random.ts";

const TXNS = 40;

/** Transactions that an rw edge leads to, straight or through helpers. */
function reached(edges: EdgeList, from: number): readonly number[] {
  const { offset, to } = graphOf(edges);
  const out = new Set<number>();
  const nodes = [from];
  for (const node of nodes)
    for (const next of to.subarray(offset[node], offset[node + 1]))
      if (next < TXNS) out.add(next);
      else nodes.push(next);
  return [...out].sort((a, b) => a - b);
}

test.each(Array.from({ length: 30 }, (_, i) => i))(
  "relates every source to every target but itself: %i",
  (i) => {
    const random = randomOf(seed(i));
    const all = Array.from({ length: TXNS }, (_, txn) => txn);
    const sources = all.filter((txn) => random.fork("source").at(txn).int(0, 2) > 0);
    const targets = all.filter((txn) => random.fork("target").at(txn).int(0, 2) > 0);
    const edges = new EdgeList(TXNS);
    edges.addAllButSelf([...sources, ...sources.slice(0, 3)], targets, EDGE.rw);
    expect(edges.size).toBeLessThan(sources.length * targets.length);
    for (const txn of all)
      expect(reached(edges, txn)).toEqual(
        sources.includes(txn) ? targets.filter((to) => to !== txn) : [],
      );
  },
);
