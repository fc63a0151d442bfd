// etcd's own Raft, watched through every node's status: a term has one leader, whatever happens to leaders.
import { defineScenario, etcd, kill, leader, mix, partition, pause } from "faultline";

export default defineScenario({
  name: "etcd/leader",
  description: "etcd has one leader a term, and no leader of the past accepts a write.",
  tags: ["etcd", "leader"],
  system: etcd(),
  nodes: 3,
  workload: leader({ mix: { observe: 4, write: 1 }, expectLeaderMs: 5000 }),
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
  rate: 150,
  concurrency: 9,
  duration: "32s",
  recovery: "6s",
});
