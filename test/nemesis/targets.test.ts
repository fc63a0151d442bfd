// Target names give the nodes that they promise, whatever the cluster's size and the seed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeId, seed } from "../../src/core/ids.ts";
import type { TargetSpec } from "../../src/core/fault.ts";
import { randomOf } from "../../src/core/random.ts";
import { majorityOf, resolveTargets } from "../../src/nemesis/targets.ts";
import { layoutOf } from "../../src/core/topology.ts";
import { nodeIds } from "./fake-cluster.ts";

const resolve = (targets: TargetSpec, count: number, from = 1, leader: string | null = null) =>
  resolveTargets(
    targets,
    layoutOf(nodeIds(count)),
    leader === null ? null : nodeId(leader),
    randomOf(seed(from)),
  );

const sizes = fc.integer({ min: 3, max: 12 });
const seeds = fc.nat();

test("one, minority, majority and all have their sizes and the cluster's order", () => {
  fc.assert(
    fc.property(sizes, seeds, (count, from) => {
      expect(resolve("one", count, from)).toHaveLength(1);
      expect(resolve("all", count, from)).toEqual(nodeIds(count));
      const majority = resolve("majority", count, from);
      const minority = resolve("minority", count, from);
      expect(majority).toHaveLength(majorityOf(count));
      expect(minority.length * 2).toBeLessThan(count);
      expect(majority).toEqual(nodeIds(count).filter((node) => majority.includes(node)));
    }),
  );
});

test("random is never nobody, and is every size in time", () => {
  const found = Array.from({ length: 100 }, (_, from) => resolve("random", 3, from).length);
  expect(new Set(found)).toEqual(new Set([1, 2, 3]));
});

test("the same seed aims at the same nodes, and seeds differ", () => {
  const aims = Array.from({ length: 20 }, (_, from) => resolve("one", 5, from));
  expect(aims).toEqual(Array.from({ length: 20 }, (_, from) => resolve("one", 5, from)));
  expect(new Set(aims.flat()).size).toBeGreaterThan(1);
});

test("the leader and everybody but the leader", () => {
  expect(resolve("leader", 3, 1, "n2")).toEqual(["n2"]);
  expect(resolve("not-leader", 3, 1, "n2")).toEqual(["n1", "n3"]);
  expect(() => resolve("not-leader", 3)).toThrow("nobody leads");
});

test("named nodes are those nodes, and a stranger is refused by name", () => {
  expect(resolve({ nodes: ["n3", "n1"] }, 3)).toEqual(["n1", "n3"]);
  expect(() => resolve({ nodes: ["n4"] }, 3)).toThrow('aims at "n4"');
});

test("targets that a cluster has none of are refused", () => {
  expect(() => resolve("minority", 2)).toThrow("a cluster of 2 has no nodes");
  expect(() => resolve({ nodes: [] }, 3)).toThrow("has no nodes");
});
