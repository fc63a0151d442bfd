// Disks of a minority that lie: etcd promises nothing then, and the report must say what became of them.
import { defineScenario, disk, etcd, register, timeline } from "faultline";

/** `--set damage=bit-flip`, `truncation`, `rollback` or `lost`. */
const DAMAGES = {
  "bit-flip": disk.bitFlip("minority", { files: "**/*.wal", bits: 8 }),
  truncation: disk.truncate("minority", { files: "**/*.wal", bytes: 4096 }),
  rollback: disk.rollback("minority"),
  lost: disk.lost("minority"),
};

export default ({ damage = "bit-flip" }: { readonly damage?: string }) => {
  const fault = (DAMAGES as Readonly<Record<string, (typeof DAMAGES)["lost"] | undefined>>)[damage];
  if (fault === undefined)
    throw new Error(`damage is ${damage}; there are ${Object.keys(DAMAGES).join(", ")}`);
  return defineScenario({
    name: `etcd/damaged-disks-${damage}`,
    description: "What becomes of an etcd whose minority comes back with damaged data.",
    tags: ["etcd", "corrupting"],
    system: etcd(),
    nodes: 5,
    workload: register({ mix: { read: 2, write: 1, cas: 1 } }),
    nemesis: timeline([{ at: "4s", fault: fault.for("2s") }]),
    backend: "docker",
    rate: 100,
    concurrency: 10,
    duration: "12s",
    recovery: "6s",
  });
};
