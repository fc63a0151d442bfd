// Every disk as it was when the load began: no system survives that, and the report must name the elements that are gone.
import { defineScenario, disk, etcd, set, timeline } from "faultline";

export default defineScenario({
  name: "etcd/set-rolled-back-disks",
  description: "Acknowledged elements that a rollback of all disks took away must be found.",
  tags: ["etcd", "durability", "corrupting"],
  system: etcd(),
  nodes: 3,
  workload: set(),
  nemesis: timeline([{ at: "6s", fault: disk.rollback("all").for("2s") }]),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "12s",
  recovery: "6s",
  expect: { invalid: ["lost-element"] },
});
