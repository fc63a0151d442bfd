// A real etcd cluster for tests of membership: who its members are by the others' word, and what it remembers.
import type { Cluster, Node } from "../../src/cluster/api.ts";
import { clientOf } from "../../src/core/client.ts";
import { nodeId, processId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { etcdMembership } from "../../src/systems/etcd/membership.ts";
import { etcd } from "../../src/systems/etcd/etcd.ts";
import { never, specOf, startSpec, uniqueRun } from "./small-cluster.ts";

export const system = etcd();

export interface EtcdCluster {
  readonly run: string;
  readonly cluster: Cluster;
}

export async function startEtcd(
  nodes: number,
  otherImages: readonly string[] = [],
): Promise<EtcdCluster> {
  const run = uniqueRun();
  const ids = Array.from({ length: nodes }, (_, index) => nodeId(`n${String(index + 1)}`));
  const { container = null, ready } = system;
  const cluster = await startSpec(specOf(run, { nodes: ids, container, ready, otherImages }));
  return { run, cluster };
}

const soon = (): AbortSignal => AbortSignal.timeout(5_000);

/** The voters by this node's word, in the order of their names. */
export const votersBy = (via: Node): Promise<readonly string[]> =>
  etcdMembership.voters(via, soon());

/** Writes through one node, trying again while the cluster elects. */
export async function write(to: Node, value: number): Promise<void> {
  const client = clientOf(await system.clients.register(to, processId(0), never));
  await waitFor(
    async () => {
      const outcome = await client.invoke({ f: "write", key: "k", value }, soon());
      return outcome.type === "ok" ? true : null;
    },
    { what: `${to.id} to take a write`, deadlineMs: 15_000 },
  );
}

/** What this very node has on its own disk: a read that asks nobody else. */
export async function ownValue(of: Node): Promise<unknown> {
  const own = etcd({ reads: "serializable" });
  const client = clientOf(await own.clients.register(of, processId(0), never));
  const outcome = await client.invoke({ f: "read", key: "k", value: null }, soon());
  return outcome.type === "ok" ? outcome.value : outcome.error;
}
