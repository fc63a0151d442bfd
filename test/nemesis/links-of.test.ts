// Which links a fault around nodes is about.
import { expect, test } from "vitest";
import { linkParameters, linksAround, linkWords } from "../../src/nemesis/links-of.ts";
import { nodeIds } from "./fake-cluster.ts";

const [n1, n2, n3] = nodeIds(3) as [ReturnType<typeof nodeIds>[0], ...ReturnType<typeof nodeIds>];

const links = (side: ReturnType<typeof nodeIds>, options: Parameters<typeof linkParameters>[0]) =>
  linksAround(nodeIds(3), side, { ...linkParameters(options) })
    .map(({ from, to }) => `${from}>${to}`)
    .sort();

test("a node's links go to and come from all others, unless one way is asked for", () => {
  expect(links([n1], {})).toEqual(["n1>n2", "n1>n3", "n2>n1", "n3>n1"]);
  expect(links([n1], { direction: "outgoing" })).toEqual(["n1>n2", "n1>n3"]);
  expect(links([n1], { direction: "incoming" })).toEqual(["n2>n1", "n3>n1"]);
});

test("links between two targets are theirs, too, each once", () => {
  expect(links([n1, n2 ?? n1], { direction: "outgoing" })).toEqual([
    "n1>n2",
    "n1>n3",
    "n2>n1",
    "n2>n3",
  ]);
  expect(links([n1, n2 ?? n1, n3 ?? n1], {})).toHaveLength(6);
});

test("clients are one end for all targets, and no link between nodes is touched", () => {
  expect(links([n1], { peers: "clients" })).toEqual(["clients>n1", "n1>clients"]);
  expect(links([n1, n2 ?? n1], { peers: "clients", direction: "incoming" })).toEqual([
    "clients>n1",
    "clients>n2",
  ]);
});

test("parameters are told in words, and words that are none are refused", () => {
  expect(linkWords({ ...linkParameters({ peers: "clients", direction: "incoming" }) })).toBe(
    "from clients",
  );
  expect(linkWords({ ...linkParameters({}) })).toBe("to and from other nodes");
  expect(() => linkParameters({ peers: "client" })).toThrow(/"client" is no "peers"/);
  expect(() => linkParameters({ direction: "out" })).toThrow(/no "direction"/);
});
