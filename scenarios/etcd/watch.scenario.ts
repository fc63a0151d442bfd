// etcd's watches show every change once, in order and whole revisions at a time, also where they are resumed.
import { defineScenario, etcd, kill, mix, partition, pause, watch } from "faultline";

export default defineScenario({
  name: "etcd/watch",
  description: "etcd's watches miss, repeat, reorder and part nothing while leaders are lost.",
  tags: ["etcd", "order"],
  // Often enough that watches tell it between two changes.
  system: etcd({ watchProgressMs: 100 }),
  nodes: 3,
  workload: watch(),
  nemesis: mix({
    every: "8s",
    faults: [
      partition("majorities-ring").for("4s"),
      partition("isolate-leader").for("4s"),
      kill("leader").for("3s"),
      pause("leader").for("4s"),
    ],
  }),
  backend: "docker",
  rate: 200,
  concurrency: 10,
  duration: "32s",
  recovery: "5s",
});
