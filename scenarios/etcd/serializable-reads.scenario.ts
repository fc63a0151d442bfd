// Serializable reads are served from one member's own data: stale behind a partition, by etcd's own documentation.
import { defineScenario, etcd, mix, partition, register } from "faultline";

export default defineScenario({
  name: "etcd/serializable-reads",
  description:
    "Serializable reads go stale on a member that is cut off: a known trade-off that must be found.",
  tags: ["etcd", "linearizable", "known-bug"],
  system: etcd({ reads: "serializable" }),
  nodes: 3,
  workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
  nemesis: mix({
    every: "6s",
    faults: [partition("isolate-one").for("4s"), partition("isolate-leader").for("4s")],
  }),
  backend: "docker",
  rate: 200,
  concurrency: 10,
  duration: "18s",
  recovery: "3s",
  expect: { invalid: ["non-linearizable"] },
});
