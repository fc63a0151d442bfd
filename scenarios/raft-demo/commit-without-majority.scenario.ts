// A Raft whose leader commits one node short of a majority: alone, it goes on promising what nobody else will keep.
import { defineScenario, mix, partition, raftDemo, register } from "faultline";

export default defineScenario({
  name: "raft-demo/commit-without-majority",
  description: "Writes that an isolated leader acknowledged are lost when it comes back.",
  tags: ["raft-demo", "linearizable", "embedded", "bug"],
  system: raftDemo({ bug: "commit-without-majority" }),
  nodes: 3,
  workload: register(),
  nemesis: mix({ every: "4s", faults: [partition("isolate-leader").for("2s")] }),
  rate: 100,
  concurrency: 10,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["non-linearizable"] },
});
