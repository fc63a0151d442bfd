// What faults that block the links of their targets have in common; each kind says what becomes of the packets.
import type { ActiveFault, Fault } from "../core/fault.ts";
import type { Block } from "../core/damage.ts";
import type { Node } from "../cluster/api.ts";
import { linksAround, linkWords } from "./links-of.ts";
import type { FaultEnvironment, FaultKind } from "./nemesis.ts";

/** All of a kind but its name and what it requires. */
export const blocksLinks = (
  name: string,
  blockOf: (parameters: Fault["parameters"]) => Block,
  words: (parameters: Fault["parameters"]) => readonly string[] = () => [],
): Pick<FaultKind, "exclusive" | "describe" | "inject"> => ({
  exclusive: false,
  describe: (parameters) => [linkWords(parameters), ...words(parameters)],
  async inject({ parameters }, environment) {
    const links = linksAround(...endsOf(environment), parameters);
    const cut = await environment.cluster.network.cut(links, name, blockOf(parameters));
    return aimedAt(environment.targets, cut);
  },
});

/** All nodes, and those that are aimed at. */
export const endsOf = ({ cluster, targets }: Pick<FaultEnvironment, "cluster" | "targets">) =>
  [cluster.nodes.map((node) => node.id), targets.map((node) => node.id)] as const;

/** The fault of links as the fault of the nodes that it was aimed at. */
export const aimedAt = (targets: readonly Node[], links: ActiveFault): ActiveFault => ({
  name: links.name,
  targets: targets.map((node) => node.id),
  get byHand() {
    return links.byHand;
  },
  evidence: () => links.evidence(),
  healed: () => links.healed(),
  [Symbol.asyncDispose]: () => links[Symbol.asyncDispose](),
});
