// The public API: what scenario files import from "faultline". Re-exports only.
export { defineScenario, defineSuite } from "./scenario/define.ts";
export type { Scenario, Settings, Suite } from "./scenario/define.ts";
export { defineSystem } from "./systems/system.ts";
export type { System } from "./systems/system.ts";
export { etcd } from "./systems/etcd/etcd.ts";
export { raftDemo } from "./systems/raft-demo/raft-demo.ts";
export { register } from "./workloads/register.ts";
export type { Workload } from "./workloads/workload.ts";
export type { Checker } from "./checkers/checker.ts";
export { partition } from "./nemesis/partition.ts";
export { kill } from "./nemesis/kill.ts";
export { terminate } from "./nemesis/terminate.ts";
export { pause } from "./nemesis/pause.ts";
export { mix, timeline } from "./nemesis/schedule.ts";
export { ok, fail, info, preconditionFailed } from "./core/op.ts";
