// What the tests of resources measure from inside a node, and a wait for it.
import type { Cluster, Resources } from "../../src/cluster/api.ts";
import type { NodeId } from "../../src/core/ids.ts";
import { waitFor } from "../../src/core/real-clock.ts";
import { inNode, type SmallCluster } from "./small-cluster.ts";

export function resourcesOf(cluster: Cluster): Resources {
  if (cluster.resources === null) throw new Error("the cluster has no hand on resources");
  return cluster.resources;
}

/** Processor seconds a second that a busy loop of one and a half seconds inside the node gets. */
export async function shareOfLoop(small: SmallCluster, node: NodeId): Promise<number> {
  const script = "TIMEFORMAT='%U %R'; time timeout 1.5 bash -c 'while :; do :; done'";
  const { output } = await inNode(small.run, node, script);
  const [used = NaN, wall = NaN] = output.trim().split(" ").map(Number);
  return used / wall;
}

/** Processor seconds a second that all of the node's cgroup uses, over one second. */
export async function shareOfNode(small: SmallCluster, node: NodeId): Promise<number> {
  const ns = `if [ -e /sys/fs/cgroup/cpuacct/cpuacct.usage ]; then cat /sys/fs/cgroup/cpuacct/cpuacct.usage
else awk '/^usage_usec/ { print $2 "000" }' /sys/fs/cgroup/cpu.stat; fi`;
  const script = `usage() { ${ns}; }; a=$(usage); sleep 1; b=$(usage); echo $((b - a))`;
  const { output } = await inNode(small.run, node, script);
  return Number(output.trim()) / 1e9;
}

/** Waits on a machine that others load, too. */
export const until = (what: string, holds: () => Promise<boolean>): Promise<true> =>
  waitFor(async () => (await holds()) || null, { what, deadlineMs: 20_000 });

/** MiB in use on the file system of the node's data directory. */
export async function usedMib(small: SmallCluster, node: NodeId): Promise<number> {
  const { output } = await inNode(small.run, node, "df -BM --output=used /var/lib/etcd | tail -1");
  return Number.parseInt(output.trim(), 10);
}
