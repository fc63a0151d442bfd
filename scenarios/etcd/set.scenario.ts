// What etcd acknowledged must stay, and be in every read after it, whatever becomes of the leader.
import { defineScenario, etcd, kill, mix, partition, pause, set } from "faultline";

export default defineScenario({
  name: "etcd/set",
  description:
    "Elements added to etcd are never lost, nor missing from a later read, while leaders are lost.",
  tags: ["etcd", "durability"],
  system: etcd(),
  nodes: 3,
  workload: set(),
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
