// A Raft whose nodes forget at a restart whom they gave their vote: they are free to give it again.
import { defineScenario, leader, mix, kill, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/leader-forget-vote",
  description: "A node that restarts no longer knows whom it voted for in its term.",
  tags: ["raft-demo", "leader", "embedded", "bug"],
  system: raftDemo({ bug: "forget-vote" }),
  nodes: 3,
  workload: leader({ mix: { observe: 8, write: 2, campaign: 0.2 } }),
  nemesis: mix({
    every: "4s",
    faults: [kill("one").flapping({ on: "100ms", off: "400ms" }).for("3s")],
  }),
  rate: 200,
  concurrency: 9,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["vote-changed", "two-leaders"] },
});
