// A Raft whose nodes come back with an empty log: together they have never heard of what they promised.
import { defineScenario, kill, mix, raftDemo, register } from "faultline";

export default defineScenario({
  name: "raft-demo/truncate-log-on-restart",
  description: "Acknowledged writes are gone after all nodes were killed and started again.",
  tags: ["raft-demo", "linearizable", "embedded", "bug"],
  system: raftDemo({ bug: "truncate-log-on-restart" }),
  nodes: 3,
  workload: register(),
  nemesis: mix({ every: "4s", faults: [kill("all").for("500ms")] }),
  rate: 100,
  concurrency: 10,
  duration: "12s",
  recovery: "2s",
  expect: { invalid: ["non-linearizable"] },
});
