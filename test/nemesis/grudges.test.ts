// The shapes of partitions keep their promises for every size and seed.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Link } from "../../src/cluster/api.ts";
import { type NodeId, seed } from "../../src/core/ids.ts";
import { randomOf } from "../../src/core/random.ts";
import { bridge, halves, majoritiesRing, oneWay, split } from "../../src/nemesis/grudges.ts";
import { majorityOf } from "../../src/nemesis/targets.ts";
import { nodeIds } from "./fake-cluster.ts";

const sizes = fc.integer({ min: 3, max: 11 });
const randoms = fc.nat().map((from) => randomOf(seed(from)));

/** The nodes that `to` hears, itself among them. */
const heardBy = (to: NodeId, nodes: readonly NodeId[], links: readonly Link[]): NodeId[] =>
  nodes.filter((from) => !links.some((link) => link.from === from && link.to === to));

const views = (nodes: readonly NodeId[], links: readonly Link[]): NodeId[][] =>
  nodes.map((node) => heardBy(node, nodes, links));

const isTwoWay = (links: readonly Link[]): boolean =>
  links.every((one) => links.some((other) => other.from === one.to && other.to === one.from));

test("in a ring of majorities everybody hears a majority and no two the same", () => {
  fc.assert(
    fc.property(sizes, randoms, (count, random) => {
      const nodes = nodeIds(count);
      const heard = views(nodes, majoritiesRing(nodes, random));
      for (const view of heard) expect(view.length).toBeGreaterThanOrEqual(majorityOf(count));
      expect(new Set(heard.map((view) => view.join())).size).toBe(count);
    }),
  );
});

test("nobody in a ring of majorities hears everybody", () => {
  fc.assert(
    fc.property(fc.constantFrom(3, 4, 5), randoms, (count, random) => {
      const nodes = nodeIds(count);
      for (const view of views(nodes, majoritiesRing(nodes, random))) {
        expect(view).toHaveLength(majorityOf(count));
      }
    }),
  );
});

test("a ring of five is heard both ways, and seeds give different rings", () => {
  const rings = Array.from({ length: 10 }, (_, from) =>
    majoritiesRing(nodeIds(5), randomOf(seed(from))),
  );
  expect(rings.every(isTwoWay)).toBe(true);
  expect(new Set(rings.map((ring) => JSON.stringify(ring))).size).toBeGreaterThan(1);
});

test("halves differ by one node at most and do not hear each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 11 }), randoms, (count, random) => {
      const nodes = nodeIds(count);
      const links = halves(nodes, random);
      const lengths = new Set(views(nodes, links).map((view) => view.length));
      expect(lengths).toEqual(new Set([Math.floor(count / 2), Math.ceil(count / 2)]));
      expect(isTwoWay(links)).toBe(true);
    }),
  );
});

test("a side that is split off hears itself alone, and so do the others", () => {
  const [n1, n2, n3, n4, n5] = nodeIds(5) as [NodeId, NodeId, NodeId, NodeId, NodeId];
  const links = split(nodeIds(5), [n2, n4]);
  expect(heardBy(n2, nodeIds(5), links)).toEqual([n2, n4]);
  expect(heardBy(n5, nodeIds(5), links)).toEqual([n1, n3, n5]);
});

test("a bridge hears all and is heard by all; the halves beside it hear only themselves and the bridge", () => {
  fc.assert(
    fc.property(sizes, randoms, (count, random) => {
      const nodes = nodeIds(count);
      const middle = nodes[count - 1] as NodeId;
      const links = bridge(nodes, [middle], random);
      expect(heardBy(middle, nodes, links)).toEqual(nodes);
      for (const view of views(nodes.slice(0, -1), links)) expect(view.length).toBeLessThan(count);
      for (const node of nodes) expect(heardBy(node, nodes, links)).toContain(middle);
      expect(isTwoWay(links)).toBe(true);
    }),
  );
});

test("one-way is cut in one direction alone", () => {
  fc.assert(
    fc.property(sizes, fc.constantFrom("outgoing", "incoming"), (count, drops) => {
      const nodes = nodeIds(count);
      const side = nodes.slice(0, 1);
      const links = oneWay(nodes, side, drops);
      expect(links).toHaveLength(count - 1);
      for (const { from, to } of links) expect(drops === "outgoing" ? from : to).toBe("n1");
    }),
  );
});

test("no node is ever cut off from itself, and no link is cut twice", () => {
  fc.assert(
    fc.property(sizes, randoms, (count, random) => {
      const nodes = nodeIds(count);
      const some = nodes.slice(0, 1);
      for (const links of [
        majoritiesRing(nodes, random),
        halves(nodes, random),
        bridge(nodes, some, random),
        split(nodes, some),
        oneWay(nodes, some, "incoming"),
      ]) {
        expect(links.filter(({ from, to }) => from === to)).toEqual([]);
        expect(new Set(links.map(({ from, to }) => `${from} ${to}`)).size).toBe(links.length);
      }
    }),
  );
});
