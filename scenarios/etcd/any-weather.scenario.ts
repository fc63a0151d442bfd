// Everything that etcd promises to survive, up to three faults at a time, in an order that the seed decides.
import {
  combined,
  defineScenario,
  etcd,
  kill,
  partition,
  pause,
  register,
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

const processes = [
  kill("one"),
  kill("leader"),
  kill("minority"),
  kill("all"),
  terminate("one", { grace: "2s" }),
  pause("one"),
  pause("leader"),
  pause("majority"),
];

export default defineScenario({
  name: "etcd/any-weather",
  description: "etcd's registers stay linearizable under every fault that it promises to survive.",
  tags: ["etcd", "linearizable"],
  system: etcd(),
  nodes: 5,
  topology: ["east/r1", "east/r2", "west/r1", "west/r2", "north/r1"],
  workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
  nemesis: combined({ every: "2s", atOnce: 3, packages: [partitions, processes] }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "20s",
  recovery: "8s",
});
