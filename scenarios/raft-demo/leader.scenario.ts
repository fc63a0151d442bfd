// A correct Raft whose nodes are made to run for leader, killed, paused and cut off: one leader a term, and nothing lost.
import {
  defineScenario,
  kill,
  leader,
  mix,
  partition,
  pause,
  raftDemo,
  terminate,
} from "faultline";

export default defineScenario({
  name: "raft-demo/leader",
  description: "A term has one leader and committed entries stay, whatever happens to leaders.",
  tags: ["raft-demo", "leader", "embedded"],
  system: raftDemo(),
  nodes: 5,
  workload: leader({ mix: { observe: 8, write: 2, campaign: 0.05 }, expectLeaderMs: 1500 }),
  nemesis: mix({
    every: "4s",
    faults: [
      partition("majorities-ring").for("2s"),
      kill("leader").for("1s"),
      partition("isolate-leader").for("2s"),
      pause("leader").for("2s"),
      terminate("minority").for("1s"),
    ],
  }),
  rate: 300,
  concurrency: 10,
  duration: "24s",
  recovery: "3s",
  expect: "valid",
});
