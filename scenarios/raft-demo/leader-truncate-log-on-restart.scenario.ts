// A Raft whose nodes come back with an empty log: leaders lack what was committed before their term.
import { defineScenario, leader, mix, kill, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/leader-truncate-log-on-restart",
  description: "After all nodes were killed, a leader is elected that has lost the log.",
  tags: ["raft-demo", "leader", "embedded", "bug"],
  system: raftDemo({ bug: "truncate-log-on-restart" }),
  nodes: 3,
  workload: leader({ mix: { observe: 8, write: 2, campaign: 0.2 } }),
  nemesis: mix({ every: "4s", faults: [kill("all").for("500ms")] }),
  rate: 200,
  concurrency: 9,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["committed-entry-lost"] },
});
