// Transactions through the log of a correct Raft, under everything that the embedded back end can do to it: nothing may be found.
import {
  defineScenario,
  kill,
  listAppend,
  mix,
  partition,
  pause,
  raftDemo,
  terminate,
} from "faultline";

export default defineScenario({
  name: "raft-demo/append",
  description:
    "Transactions over lists stay strict serializable while leaders die and networks split.",
  tags: ["raft-demo", "transactions", "embedded"],
  system: raftDemo(),
  nodes: 5,
  workload: listAppend(),
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
