// A queue kept by transactions on etcd gives everything out once, in order.
import { defineScenario, etcd, kill, mix, partition, pause, queue } from "faultline";

export default defineScenario({
  name: "etcd/queue",
  description:
    "A queue kept by etcd's transactions loses, repeats and reorders nothing while leaders are lost.",
  tags: ["etcd", "durability"],
  system: etcd(),
  nodes: 3,
  workload: queue(),
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
