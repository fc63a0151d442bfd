// How long each kind of fault takes on five nodes of etcd: from the command to the effect, and to its healing.
import type { Cluster } from "../src/cluster/api.ts";
import { elementAt } from "../src/core/assert.ts";
import { toMs } from "../src/core/duration.ts";
import type { TargetSpec } from "../src/core/fault.ts";
import { nodeId, seed } from "../src/core/ids.ts";
import { randomOf } from "../src/core/random.ts";
import { sleepMs, stopwatch, waitFor } from "../src/core/real-clock.ts";
import { type Layout, parsePlace } from "../src/core/topology.ts";
import { clock } from "../src/nemesis/clock.ts";
import { cpuLimit } from "../src/nemesis/cpu-limit.ts";
import { cpuStress } from "../src/nemesis/cpu-stress.ts";
import { dns } from "../src/nemesis/dns.ts";
import { fdExhaustion } from "../src/nemesis/fd-exhaustion.ts";
import { ioStress } from "../src/nemesis/io-stress.ts";
import { member } from "../src/nemesis/member.ts";
import { memoryExhaustion } from "../src/nemesis/memory-exhaustion.ts";
import { cutClients } from "../src/nemesis/cut-clients.ts";
import { degrade } from "../src/nemesis/degrade.ts";
import type { FaultPlan } from "../src/nemesis/fault-plan.ts";
import { disk } from "../src/nemesis/disk.ts";
import { halfOpen } from "../src/nemesis/half-open.ts";
import { kill } from "../src/nemesis/kill.ts";
import { faultKind } from "../src/nemesis/kinds.ts";
import { latencyMatrix } from "../src/nemesis/latency-matrix.ts";
import { mtuBlackHole } from "../src/nemesis/mtu-black-hole.ts";
import type { ScheduledFault } from "../src/nemesis/nemesis.ts";
import { partition } from "../src/nemesis/partition.ts";
import { pause } from "../src/nemesis/pause.ts";
import { reset } from "../src/nemesis/reset.ts";
import { resolveTargets } from "../src/nemesis/targets.ts";
import { terminate } from "../src/nemesis/terminate.ts";
import { timeline } from "../src/nemesis/schedule.ts";
import { etcd } from "../src/systems/etcd/etcd.ts";
import { startBenchCluster } from "./bench-cluster.ts";

const NODES = ["n1", "n2", "n3", "n4", "n5"].map(nodeId);
const PLACES = ["east/r1", "east/r2", "west/r1", "west/r2", "north/r1"];
const REPEATS = 5;
/** Between injection and healing: enough for traffic to meet the fault. */
const HELD_MS = 300;
const READY_MS = 60_000;
const ALL: TargetSpec = "all";

/** What is measured, and where there is one, the longest that it may take to its effect. */
const FAULTS: readonly { readonly plan: FaultPlan; readonly limitMs?: number }[] = [
  { plan: partition("majorities-ring"), limitMs: 20 },
  { plan: cutClients(ALL) },
  { plan: reset(ALL) },
  { plan: halfOpen(ALL) },
  { plan: mtuBlackHole(ALL, { bytes: 100 }) },
  { plan: degrade({ delay: "20ms", jitter: "5ms", loss: 0.01 }) },
  { plan: latencyMatrix({ sameDatacenter: "1ms", betweenDatacenters: "20ms" }) },
  { plan: pause(ALL), limitMs: 60 },
  { plan: clock.jump("5s", ALL), limitMs: 150 },
  { plan: cpuLimit(ALL, { cpus: 0.01 }) },
  { plan: cpuStress(ALL, { workers: 1 }) },
  { plan: ioStress(ALL, { workers: 1 }) },
  { plan: fdExhaustion("minority") },
  { plan: memoryExhaustion("minority") },
  { plan: dns.unknown(ALL) },
  { plan: member.replace("one") },
  { plan: kill("minority") },
  { plan: terminate("minority") },
  { plan: disk.powerLoss("one") },
  { plan: disk.powerLoss("all", { torn: true }) },
  { plan: disk.stuck("one") },
  { plan: disk.dead("one") },
  { plan: disk.full("one") },
  { plan: disk.slow("one", { rate: "100kB/s" }) },
  { plan: disk.bitFlip("one", { files: "**/*.wal" }) },
  { plan: disk.truncate("one", { files: "**/*.wal", bytes: 5000 }) },
  { plan: disk.rollback("one") },
  { plan: disk.lost("one") },
];

export async function run(args: readonly string[]): Promise<void> {
  const system = etcd();
  const chosen = FAULTS.filter(({ plan }) => args.every((word) => plan.name.includes(word)));
  await using cluster = await startEtcd(system);
  console.log(`five nodes of etcd, each fault ${String(REPEATS)} times, milliseconds`);
  console.log(`${"".padEnd(34)}effect: first  median     max   heal: median     max   bit`);
  for (const { plan, limitMs } of chosen) {
    const effects: number[] = [];
    const heals: number[] = [];
    const missing: string[] = [];
    for (let n = 0; n < REPEATS; n++) {
      const once = await measure(cluster, system, plan, n);
      effects.push(once.effectMs);
      heals.push(once.healMs);
      missing.push(...once.missing);
      await allReady(cluster, system);
    }
    const cells = [
      elementAt(effects, 0),
      quantile(effects, 0.5),
      Math.max(...effects),
      quantile(heals, 0.5),
      Math.max(...heals),
    ].map((ms) => ms.toFixed(1));
    const [first = "", median = "", max = "", healMedian = "", healMax = ""] = cells;
    const over = limitMs !== undefined && quantile(effects, 0.5) > limitMs;
    const limit = limitMs === undefined ? "" : `  limit ${String(limitMs)}${over ? " OVER" : ""}`;
    console.log(
      `${plan.name.padEnd(34)}${first.padStart(13)}${median.padStart(8)}${max.padStart(8)}${healMedian.padStart(15)}${healMax.padStart(8)}   ${missing[0] ?? "yes"}${limit}`,
    );
  }
}

const layout: Layout = {
  nodes: NODES,
  places: new Map(
    PLACES.flatMap((text, index) => {
      const place = parsePlace(text);
      return place === null ? [] : [[elementAt(NODES, index), place] as const];
    }),
  ),
};

interface Measured {
  readonly effectMs: number;
  readonly healMs: number;
  readonly missing: readonly string[];
}

async function measure(
  cluster: Cluster,
  system: ReturnType<typeof etcd>,
  plan: FaultPlan,
  n: number,
): Promise<Measured> {
  const { fault, kind } = stepOf(plan, n);
  const random = randomOf(seed(n));
  const targets = resolveTargets(fault.targets, layout, null, random);
  const environment = {
    cluster,
    layout,
    hooks: system,
    targets: cluster.nodes.filter(({ id }) => targets.includes(id)),
    leader: null,
    random,
    signal: new AbortController().signal,
  };
  const injecting = stopwatch();
  const active = await faultKind(kind).inject(fault, environment);
  const effectMs = toMs(injecting());
  // Some faults meet nothing but clients.
  const knocks = cluster.nodes.map((node) =>
    system.ready(node, AbortSignal.timeout(HELD_MS)).catch(() => false),
  );
  await Promise.all([sleepMs(HELD_MS), ...knocks]);
  const evidence = await active.evidence();
  const healing = stopwatch();
  await active[Symbol.asyncDispose]();
  const healMs = toMs(healing());
  const healed = await active.healed();
  const missing = [evidence, healed].flatMap((one) => (one.seen ? [] : [`NO: ${one.why}`]));
  return { effectMs, healMs, missing };
}

function stepOf(plan: FaultPlan, n: number): ScheduledFault {
  const nemesis = timeline([{ at: "1s", fault: plan }]);
  const steps = nemesis.schedule({ layout, durationMs: 10_000, random: randomOf(seed(n)) });
  return elementAt(steps, 0);
}

const startEtcd = (system: ReturnType<typeof etcd>): Promise<Cluster> =>
  startBenchCluster("faults", {
    nodes: NODES,
    container: system.container ?? null,
    disks: true,
    ready: system.ready,
  });

async function allReady(cluster: Cluster, system: ReturnType<typeof etcd>): Promise<void> {
  await Promise.all(
    cluster.nodes.map((node) =>
      waitFor(async () => (await system.ready(node, AbortSignal.timeout(1_000))) || null, {
        what: `node ${node.id} to be ready`,
        deadlineMs: READY_MS,
      }),
    ),
  );
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return elementAt(sorted, Math.ceil(q * sorted.length) - 1);
}
