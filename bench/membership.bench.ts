// How long changes of etcd's members take on five nodes, from the command to the effect, and from healing to a member
// that votes and serves; and how long a node takes to be made anew. Needs a Docker engine.
import type { Cluster } from "../src/cluster/api.ts";
import { elementAt } from "../src/core/assert.ts";
import { toMs } from "../src/core/duration.ts";
import { nodeId, seed } from "../src/core/ids.ts";
import { randomOf } from "../src/core/random.ts";
import { sleepMs, stopwatch } from "../src/core/real-clock.ts";
import { layoutOf } from "../src/core/topology.ts";
import type { FaultPlan } from "../src/nemesis/fault-plan.ts";
import { faultKind } from "../src/nemesis/kinds.ts";
import { member } from "../src/nemesis/member.ts";
import { upgrade } from "../src/nemesis/upgrade.ts";
import { etcd } from "../src/systems/etcd/etcd.ts";
import { startBenchCluster } from "./bench-cluster.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"].map(nodeId);
const REPEATS = 5;
/** etcd takes in no member until all were connected for 5 s: waited for beforehand, so as not to be measured. */
const SETTLE_MS = 6_000;
const IMAGE = "faultline/etcd:1";

const system = etcd();
const never = new AbortController().signal;

export async function run(): Promise<void> {
  await using cluster = await startEtcd();
  console.log(`members of etcd on ${String(NODES.length)} nodes, ${String(REPEATS)} times, ms`);
  console.log("                          effect: median    max    heal: median    max");
  const target = { nodes: ["n5"] };
  await measure(cluster, "member.remove", member.remove(target));
  await measure(cluster, "member.replace", member.replace(target));
  await measure(cluster, "member.add", member.add());
  await measure(cluster, "upgrade of one node", upgrade(target, { image: IMAGE }));
  await measureRebuild(cluster);
}

async function measure(cluster: Cluster, name: string, { fault }: FaultPlan): Promise<void> {
  const effects: number[] = [];
  const heals: number[] = [];
  const targets = cluster.nodes.filter(({ id }) => id === "n5");
  const environment = {
    cluster,
    layout: layoutOf(NODES),
    hooks: system,
    targets,
    leader: null,
    random: randomOf(seed(1)),
    signal: never,
  };
  for (let i = 0; i < REPEATS; i++) {
    await sleepMs(SETTLE_MS);
    const injecting = stopwatch();
    const active = await faultKind(fault.kind).inject(fault, environment);
    effects.push(toMs(injecting()));
    const bit = await active.evidence();
    if (!bit.seen) throw new Error(bit.why);
    await sleepMs(SETTLE_MS);
    const healing = stopwatch();
    await active[Symbol.asyncDispose]();
    heals.push(toMs(healing()));
  }
  print(name, effects, heals);
}

/** The container alone: until its process runs. */
async function measureRebuild(cluster: Cluster): Promise<void> {
  const node = elementAt(cluster.nodes, 4);
  const effects: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    await node.kill();
    const rebuilding = stopwatch();
    await node.rebuild({}, never);
    effects.push(toMs(rebuilding()));
  }
  print("rebuild with its data", effects, []);
}

function print(name: string, effects: readonly number[], heals: readonly number[]): void {
  const cells = [effects, heals].flatMap((values) => [0.5, 1].map((q) => quantile(values, q)));
  const [effect = "", effectMax = "", heal = "", healMax = ""] = cells;
  console.log(
    `  ${name.padEnd(24)}${effect.padStart(14)}${effectMax.padStart(7)}${heal.padStart(16)}${healMax.padStart(7)}`,
  );
}

function quantile(values: readonly number[], q: number): string {
  if (values.length === 0) return "–";
  const sorted = [...values].sort((a, b) => a - b);
  return elementAt(sorted, Math.ceil(q * sorted.length) - 1).toFixed(0);
}

const startEtcd = (): Promise<Cluster> =>
  startBenchCluster("membership", {
    nodes: NODES,
    container: system.container ?? null,
    ready: system.ready,
  });
