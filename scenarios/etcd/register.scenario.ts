// etcd's linearizable reads must survive partitions, and kills and pauses of the leader.
import { defineScenario, etcd, kill, mix, partition, pause, register } from "faultline";

export default defineScenario({
  name: "etcd/register",
  description: "etcd's linearizable reads survive partitions, kills and pauses of the leader.",
  tags: ["etcd", "linearizable"],
  system: etcd(),
  nodes: 3,
  workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
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
