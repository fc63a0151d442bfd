// A counter on a Raft whose nodes answer reads from their own copy: sums that leave out acknowledged adds.
import { counter, defineScenario, mix, partition, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/counter-stale-reads",
  description: "Reads that skip the leader show sums too small, and the counter checker says so.",
  tags: ["raft-demo", "durability", "embedded", "bug"],
  system: raftDemo({ bug: "stale-reads" }),
  nodes: 3,
  workload: counter(),
  nemesis: mix({ every: "4s", faults: [partition("isolate-one").for("2s")] }),
  rate: 100,
  concurrency: 10,
  duration: "10s",
  recovery: "2s",
  expect: { invalid: ["counter-out-of-bounds"] },
});
