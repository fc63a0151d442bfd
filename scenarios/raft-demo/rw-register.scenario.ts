// Transactions over registers through the log of a correct Raft: nothing may be found, however little a read shows.
import { defineScenario, kill, mix, partition, raftDemo, rwRegister } from "faultline";

export default defineScenario({
  name: "raft-demo/rw-register",
  description: "Transactions over registers stay strict serializable while leaders come and go.",
  tags: ["raft-demo", "transactions", "embedded"],
  system: raftDemo(),
  nodes: 3,
  workload: rwRegister(),
  nemesis: mix({
    every: "4s",
    faults: [kill("leader").for("1s"), partition("isolate-leader").for("2s")],
  }),
  rate: 200,
  concurrency: 10,
  duration: "16s",
  recovery: "3s",
  expect: "valid",
});
