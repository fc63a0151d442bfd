// A Raft that carries out what is in the log, committed or not: what a leader without followers did is undone.
import { defineScenario, mix, partition, raftDemo, register } from "faultline";

export default defineScenario({
  name: "raft-demo/apply-before-commit",
  description: "Writes that took effect before they were committed vanish with their leader.",
  tags: ["raft-demo", "linearizable", "embedded", "bug"],
  system: raftDemo({ bug: "apply-before-commit" }),
  nodes: 3,
  workload: register(),
  nemesis: mix({ every: "4s", faults: [partition("isolate-leader").for("2s")] }),
  rate: 100,
  concurrency: 10,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["non-linearizable"] },
});
