// etcd's registers stay linearizable while members are replaced, removed and added.
import { defineScenario, etcd, member, mix, register } from "faultline";

export default defineScenario({
  name: "etcd/membership",
  description: "etcd's registers stay linearizable while members are replaced, removed and added.",
  tags: ["etcd", "linearizable", "membership"],
  system: etcd(),
  nodes: 5,
  workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
  nemesis: mix({
    every: "10s",
    faults: [
      member.replace("one").for("4s"),
      member.remove("one").for("4s"),
      member.remove("leader").for("4s"),
      member.add().for("4s"),
    ],
  }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "40s",
  recovery: "5s",
});
