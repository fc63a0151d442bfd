// A Raft whose leader commits one node short of a majority: what it promises alone, the next leader never heard of.
import { defineScenario, leader, mix, partition, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/leader-commit-without-majority",
  description:
    "A leader of the past goes on accepting writes, and its entries differ from those of the next.",
  tags: ["raft-demo", "leader", "embedded", "bug"],
  system: raftDemo({ bug: "commit-without-majority" }),
  nodes: 3,
  workload: leader({ mix: { observe: 8, write: 2, campaign: 0.2 } }),
  nemesis: mix({ every: "4s", faults: [partition("isolate-leader").for("2s")] }),
  rate: 200,
  concurrency: 9,
  duration: "12s",
  recovery: "2s",
  expect: {
    invalid: ["stale-leader-accepted-write", "committed-entry-differs", "committed-entry-lost"],
  },
});
