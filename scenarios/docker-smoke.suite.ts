// etcd in containers: what must hold with three nodes and with five, and the stale reads that must be found.
import { defineSuite } from "faultline";
import register from "./etcd/register.scenario.ts";
import serializableReads from "./etcd/serializable-reads.scenario.ts";

export default defineSuite("docker-smoke", [
  register,
  { ...register, name: "etcd/register-5-nodes", nodes: 5 },
  serializableReads,
]);
