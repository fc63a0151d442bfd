// A Raft whose transactions read before they are in the log: whoever comes in between is overlooked.
import { defineScenario, kill, listAppend, mix, raftDemo } from "faultline";

export default defineScenario({
  name: "raft-demo/append-early-reads",
  description: "Transactions that read outside the log miss those before them: updates are lost.",
  tags: ["raft-demo", "transactions", "embedded", "bug"],
  system: raftDemo({ bug: "early-reads" }),
  nodes: 3,
  workload: listAppend(),
  nemesis: mix({ every: "4s", faults: [kill("leader").for("1s")] }),
  rate: 200,
  concurrency: 10,
  duration: "8s",
  recovery: "2s",
  expect: { invalid: ["lost-update", "G-single-item", "G2-item"] },
});
