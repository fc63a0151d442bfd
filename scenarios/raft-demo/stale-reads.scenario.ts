// A Raft whose nodes answer reads from their own copy: a node that is cut off goes on serving the past.
import { defineScenario, mix, partition, raftDemo, register } from "faultline";

export default defineScenario({
  name: "raft-demo/stale-reads",
  description: "Reads that skip the leader are stale, and the linearizability checker says so.",
  tags: ["raft-demo", "linearizable", "embedded", "bug"],
  system: raftDemo({ bug: "stale-reads" }),
  nodes: 3,
  workload: register(),
  nemesis: mix({ every: "4s", faults: [partition("isolate-one").for("2s")] }),
  rate: 100,
  concurrency: 10,
  duration: "10s",
  recovery: "2s",
  expect: { invalid: ["non-linearizable"] },
});
