// A system in memory that knows its members: who is added votes once it runs. Fails on command.
import type { Membership, Node, NodePlan, SystemHooks } from "../../src/cluster/api.ts";
import type { NodeId } from "../../src/core/ids.ts";
import type { FakeCluster } from "./fake-cluster.ts";

export interface FakeMembership extends SystemHooks {
  readonly membership: Membership;
  readonly members: Set<NodeId>;
  /** What happens instead of the next changes of each kind. */
  readonly refusals: Map<"add" | "remove", Error>;
}

/** A running node serves; a member that runs votes, and so does one that voted before it stopped. */
export function fakeMembership(cluster: FakeCluster): FakeMembership {
  const members = new Set(cluster.nodes.map(({ id }) => id));
  const joining = new Set<NodeId>();
  const refusals = new Map<"add" | "remove", Error>();
  const settle = (): void => {
    for (const id of joining)
      if (cluster.nodes.some((node) => node.id === id && node.state === "running")) {
        joining.delete(id);
        members.add(id);
      }
  };
  const change = async (what: "add" | "remove", via: Node, apply: () => void): Promise<void> => {
    const refusal = refusals.get(what);
    if (refusal !== undefined) throw refusal;
    if (via.state !== "running") throw new Error(`${via.id} does not answer`);
    apply();
    return Promise.resolve();
  };
  return {
    members,
    refusals,
    ready: (node) => Promise.resolve(node.state === "running"),
    membership: {
      voters: () => {
        settle();
        return Promise.resolve([...members].sort());
      },
      add: async (via: Node, node: NodePlan) => {
        await change("add", via, () => joining.add(node.id));
        return [...members, node.id].sort();
      },
      remove: (via: Node, node: NodePlan) =>
        change("remove", via, () => {
          members.delete(node.id);
          joining.delete(node.id);
        }),
    },
  };
}
