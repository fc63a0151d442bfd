// Transactions made of a snapshot and a guarded write are strict serializable on etcd, whatever becomes of its leader.
import { defineScenario, etcd, kill, listAppend, mix, partition, pause } from "faultline";

export default defineScenario({
  name: "etcd/append",
  description:
    "Transactions over lists stay strict serializable under partitions, kills and pauses of the leader.",
  tags: ["etcd", "transactions"],
  system: etcd(),
  nodes: 3,
  workload: listAppend(),
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
  rate: 200,
  concurrency: 10,
  duration: "32s",
  recovery: "5s",
});
