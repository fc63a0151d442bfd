// A correct Raft on a network that delays, loses, doubles and reorders messages all the time, and splits now and then.
import { defineScenario, kill, mix, partition, raftDemo, register } from "faultline";

export default defineScenario({
  name: "raft-demo/rough-network",
  description:
    "No message arrives when it should, some twice and some never: nothing may be found.",
  tags: ["raft-demo", "linearizable", "embedded"],
  system: raftDemo({
    network: {
      latency: { distribution: "exponential", meanMs: 10 },
      loss: 0.02,
      duplicate: 0.05,
      reorder: 0.1,
      reorderMs: 100,
    },
  }),
  nodes: 5,
  workload: register(),
  nemesis: mix({
    every: "4s",
    faults: [
      partition("halves").for("2s"),
      kill("leader").for("1s"),
      partition("one-way").for("2s"),
    ],
  }),
  rate: 100,
  concurrency: 10,
  duration: "16s",
  recovery: "3s",
  expect: "valid",
});
