// A Raft that carries out what is in the log, committed or not: views show it at once.
import { defineScenario, leader, mix, partition, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/leader-apply-before-commit",
  description: "Entries take effect before they are committed.",
  tags: ["raft-demo", "leader", "embedded", "bug"],
  system: raftDemo({ bug: "apply-before-commit" }),
  nodes: 3,
  workload: leader({ mix: { observe: 8, write: 2, campaign: 0.2 } }),
  nemesis: mix({ every: "4s", faults: [partition("isolate-leader").for("2s")] }),
  rate: 200,
  concurrency: 9,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["applied-uncommitted"] },
});
