// A counter on a correct Raft: no add is lost or repeated, whatever becomes of the leader.
import { counter, defineScenario, kill, mix, partition, pause, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/counter",
  description:
    "A counter kept by compare-and-set is never off while leaders die and networks split.",
  tags: ["raft-demo", "durability", "embedded"],
  system: raftDemo(),
  nodes: 5,
  workload: counter(),
  nemesis: mix({
    every: "4s",
    faults: [
      partition("majorities-ring").for("2s"),
      kill("leader").for("1s"),
      partition("isolate-leader").for("2s"),
      pause("leader").for("2s"),
    ],
  }),
  rate: 100,
  concurrency: 10,
  duration: "12s",
  recovery: "3s",
});
