// Money that transactions on etcd move between accounts is neither made nor lost.
import { bank, defineScenario, etcd, kill, mix, partition, pause } from "faultline";

export default defineScenario({
  name: "etcd/bank",
  description:
    "Transfers by etcd's transactions keep the total in every read while leaders are lost.",
  tags: ["etcd", "transactions"],
  system: etcd(),
  nodes: 3,
  workload: bank(),
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
