// The same lock, whose writes carry the token of their hold: who lost the lock in a pause is turned away.
import { defineScenario, etcd, lock, mix, pause } from "faultline";

export default defineScenario({
  name: "etcd/lock-fenced",
  description:
    "With fencing tokens nothing is lost, though holders pause for longer than their lease.",
  tags: ["etcd", "lock"],
  system: etcd({ locks: "fenced" }),
  nodes: 3,
  workload: lock({ fenced: true }),
  nemesis: mix({ every: "6s", faults: [pause("one").for("3s"), pause("leader").for("3s")] }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "20s",
  recovery: "3s",
});
