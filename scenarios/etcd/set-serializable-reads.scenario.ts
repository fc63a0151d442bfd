// Serializable reads of a set on etcd: a member that is cut off does not list what was added meanwhile, by etcd's own documentation.
import { defineScenario, etcd, mix, partition, set } from "faultline";

export default defineScenario({
  name: "etcd/set-serializable-reads",
  description:
    "Serializable reads leave out elements that were acknowledged: a known trade-off that must be found.",
  tags: ["etcd", "durability", "known-bug"],
  system: etcd({ reads: "serializable" }),
  nodes: 3,
  workload: set(),
  nemesis: mix({
    every: "6s",
    faults: [partition("isolate-one").for("4s"), partition("isolate-leader").for("4s")],
  }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "18s",
  recovery: "3s",
  expect: { invalid: ["stale-element"] },
});
