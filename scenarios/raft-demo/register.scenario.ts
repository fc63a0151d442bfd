// A correct Raft under everything that the embedded back end can do to it: nothing may be found.
import {
  defineScenario,
  kill,
  mix,
  partition,
  pause,
  raftDemo,
  register,
  terminate,
} from "faultline";

export default defineScenario({
  name: "raft-demo/register",
  description: "Reads, writes and cas stay linearizable while leaders die and networks split.",
  tags: ["raft-demo", "linearizable", "embedded"],
  system: raftDemo(),
  nodes: 5,
  workload: register(),
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
  rate: 200,
  concurrency: 10,
  duration: "24s",
  recovery: "3s",
  expect: "valid",
});
