// How long it takes to strain five containers, or to mislead them about names: from the command to the effect, and to heal.
import type { Cluster } from "../src/cluster/api.ts";
import type { NameFault, Strain } from "../src/core/damage.ts";
import { toMs } from "../src/core/duration.ts";
import type { ActiveFault } from "../src/core/fault.ts";
import { nodeId } from "../src/core/ids.ts";
import { sleepMs, stopwatch } from "../src/core/real-clock.ts";
import { startBenchCluster } from "./bench-cluster.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"].map(nodeId);
const REPEATS = 7;
/** Between injection and healing: enough for what the nodes do to meet the fault. */
const HELD_MS = 700;

const STRAINS: readonly Strain[] = [
  { what: "cpu", cpus: 0.05 },
  { what: "cpu-stress", workers: 1 },
  { what: "io-stress", workers: 1 },
  { what: "file-descriptors" },
  { what: "memory" },
];
const FALSEHOODS: readonly NameFault[] = [
  { how: "wrong-address" },
  { how: "unknown" },
  { how: "slow", delayMs: 50 },
];

/** Puts each fault on all nodes, seven times. Needs a Docker engine. */
export async function run(): Promise<void> {
  await using cluster = await startBusyCluster();
  const { resources, names } = cluster;
  if (resources === null || names === null) throw new Error("this back end cannot do it");
  heading("resources");
  for (const strain of STRAINS) {
    await measure(strain.what, () => resources.strain(NODES, strain, strain.what));
  }
  heading("names");
  for (const fault of FALSEHOODS) {
    await measure(fault.how, () => names.mislead(NODES, NODES, fault, fault.how));
  }
}

function heading(what: string): void {
  console.log(`${what} of ${String(NODES.length)} nodes, ${String(REPEATS)} times, milliseconds`);
  console.log(`${"".padEnd(20)}effect: first  median     max   heal: median     max   bit`);
}

async function measure(name: string, inject: () => Promise<ActiveFault>): Promise<void> {
  const effects: number[] = [];
  const heals: number[] = [];
  const missing: string[] = [];
  for (let i = 0; i < REPEATS; i++) {
    const injecting = stopwatch();
    const fault = await inject();
    effects.push(toMs(injecting()));
    await sleepMs(HELD_MS);
    const evidence = await fault.evidence();
    const healing = stopwatch();
    await fault[Symbol.asyncDispose]();
    heals.push(toMs(healing()));
    for (const one of [evidence, await fault.healed()]) if (!one.seen) missing.push(one.why);
  }
  const cells = [effects[0] ?? NaN, median(effects), Math.max(...effects)];
  const effect = cells.map((ms, i) => ms.toFixed(1).padStart(i === 0 ? 13 : 8)).join("");
  const heal = [median(heals), Math.max(...heals)];
  const healing = heal.map((ms, i) => ms.toFixed(1).padStart(i === 0 ? 15 : 8)).join("");
  console.log(`${name.padEnd(20)}${effect}${healing}   ${missing[0] ?? "yes"}`);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Nodes that look each other up, work a little and are by far the largest process of their containers. */
const WORK = `ballast=$(head -c 20M /dev/zero | tr '\\0' x)
while :; do
  getent hosts n1 n2 n3 >/dev/null
  for i in {1..20000}; do :; done
  sleep 0.05
done`;

const startBusyCluster = (): Promise<Cluster> =>
  startBenchCluster("resources", {
    nodes: NODES,
    container: {
      image: "faultline/etcd:1",
      build: "etcd",
      ports: {},
      command: () => ["bash", "-c", WORK],
      dataDir: "/var/lib/etcd",
    },
  });
