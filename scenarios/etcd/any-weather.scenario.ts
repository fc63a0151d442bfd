// Everything that etcd promises to survive, up to three faults at a time, in an order that the seed decides.
import {
  clock,
  combined,
  cpuLimit,
  cpuStress,
  cutClients,
  defineScenario,
  degrade,
  disk,
  etcd,
  fdExhaustion,
  halfOpen,
  ioStress,
  kill,
  latencyMatrix,
  memoryExhaustion,
  mtuBlackHole,
  partition,
  pause,
  register,
  reset,
  terminate,
} from "faultline";

const partitions = [
  partition("halves"),
  partition("isolate-one"),
  partition("isolate-leader"),
  partition("majority-minority"),
  partition("majorities-ring"),
  partition("bridge"),
  partition("one-way"),
  partition("leader-in-minority"),
  partition("leader-in-majority"),
  partition("no-quorum"),
  partition("isolate-datacenter"),
  partition("isolate-rack"),
  partition("datacenters-apart"),
  partition("datacenter-bridge"),
];

const links = [
  degrade({ delay: "100ms", jitter: "50ms", distribution: "normal" }),
  degrade({ loss: 0.3, lossBurst: 3 }, { of: "minority" }).for("3s"),
  degrade({ duplicate: 0.2, reorder: 0.2, delay: "20ms" }).for("3s"),
  degrade({ corrupt: 0.1 }).for("3s"),
  degrade({ rate: "256kbit" }, { of: "one" }),
  latencyMatrix({ sameRack: "0ms", sameDatacenter: "1ms", betweenDatacenters: "40ms" }),
  reset("one").for("2s"),
  reset("leader").for("2s"),
  halfOpen("one").for("2s"),
  mtuBlackHole("minority", { bytes: 150 }).for("3s"),
  cutClients("one").for("3s"),
  cutClients("leader", { drops: "requests" }).for("3s"),
];

const processes = [
  kill("one"),
  kill("leader"),
  kill("minority"),
  kill("all"),
  kill("one").flapping({ on: "500ms", off: "1500ms" }),
  terminate("one", { grace: "2s" }),
  pause("one"),
  pause("leader"),
  pause("majority"),
];

const clocks = [
  clock.jump("500ms", "minority"),
  clock.jump("-30s", "one"),
  clock.drift("100ms/s", "majority"),
  clock.strobe("200ms", { period: "100ms" }, "one"),
  clock.scramble("all"),
];

const resources = [
  cpuLimit("minority", { cpus: 0.01 }).for("3s"),
  cpuStress("one", { workers: 2 }),
  ioStress("one", { workers: 2 }),
  memoryExhaustion("one"),
  fdExhaustion("one"),
];

const disks = [
  disk.powerLoss("one"),
  disk.powerLoss("minority", { torn: true }),
  disk.powerLoss("all"),
  disk.stuck("one"),
  disk.stuck("minority"),
  disk.dead("one"),
  disk.full("one"),
  disk.slow("minority", { rate: "200kB/s" }),
];

export default defineScenario({
  name: "etcd/any-weather",
  description: "etcd's registers stay linearizable under every fault that it promises to survive.",
  tags: ["etcd", "linearizable"],
  system: etcd(),
  nodes: 5,
  topology: ["east/r1", "east/r2", "west/r1", "west/r2", "north/r1"],
  workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
  nemesis: combined({
    every: "4s",
    atOnce: 3,
    packages: [partitions, links, processes, clocks, resources, disks],
  }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "20s",
  recovery: "5s",
});
