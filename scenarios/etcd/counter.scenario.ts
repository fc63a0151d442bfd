// A counter kept by transactions on etcd neither loses nor repeats an add.
import { counter, defineScenario, etcd, kill, mix, partition, pause } from "faultline";

export default defineScenario({
  name: "etcd/counter",
  description: "A counter kept by etcd's transactions is never off while leaders are lost.",
  tags: ["etcd", "durability"],
  system: etcd(),
  nodes: 3,
  workload: counter(),
  nemesis: mix({
    every: "8s",
    faults: [
      partition("majorities-ring").for("4s"),
      partition("isolate-leader").for("4s"),
      kill("leader").for("3s"),
      pause("leader").for("4s"),
    ],
  }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "32s",
  recovery: "5s",
});
