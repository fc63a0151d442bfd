// A Raft whose nodes vote for everybody who asks: on a slow network candidates of one term meet, and both win.
import { defineScenario, leader, mix, partition, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/leader-two-leaders",
  description: "Nodes vote twice in a term, and two nodes lead it.",
  tags: ["raft-demo", "leader", "embedded", "bug"],
  system: raftDemo({
    bug: "two-leaders",
    network: { latency: { distribution: "exponential", meanMs: 20 } },
  }),
  nodes: 3,
  workload: leader({ mix: { observe: 8, write: 1, campaign: 0.5 } }),
  nemesis: mix({ every: "4s", faults: [partition("isolate-leader").for("2s")] }),
  rate: 200,
  concurrency: 9,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["two-leaders", "vote-changed"] },
});
