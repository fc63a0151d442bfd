// A lock with a lease, whose holders trust it: one that pauses for longer than the lease comes back to a lock that is another's.
import { defineScenario, etcd, lock, mix, pause } from "faultline";

export default defineScenario({
  name: "etcd/lock",
  description:
    "Without fencing, a lock with a lease is held twice when its holder pauses, and updates are lost.",
  tags: ["etcd", "lock", "known-bug"],
  system: etcd({ locks: "unfenced" }),
  nodes: 3,
  workload: lock(),
  nemesis: mix({ every: "6s", faults: [pause("one").for("3s")] }),
  backend: "docker",
  rate: 100,
  concurrency: 10,
  duration: "20s",
  recovery: "3s",
  expect: { invalid: ["held-twice", "lost-update"] },
});
