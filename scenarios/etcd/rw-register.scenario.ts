// Transactions over registers on etcd: blind writes, too, take their place among the others.
import { defineScenario, etcd, kill, mix, partition, rwRegister } from "faultline";

export default defineScenario({
  name: "etcd/rw-register",
  description: "Transactions over registers stay strict serializable while leaders come and go.",
  tags: ["etcd", "transactions"],
  system: etcd(),
  nodes: 3,
  workload: rwRegister(),
  nemesis: mix({
    every: "8s",
    faults: [partition("isolate-leader").for("4s"), kill("leader").for("3s")],
  }),
  backend: "docker",
  rate: 200,
  concurrency: 10,
  duration: "20s",
  recovery: "5s",
});
