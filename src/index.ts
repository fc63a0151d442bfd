// The public API: what scenario files import from "faultline". Re-exports only.
export { defineScenario, defineSuite } from "./scenario/define.ts";
export type { Scenario, Settings, Suite } from "./scenario/define.ts";

export { defineSystem } from "./systems/system.ts";
export type { ClientFactory, System } from "./systems/system.ts";
export type { Address, Connection, Membership, Node, NodePlan } from "./cluster/api.ts";
export { nodeId } from "./core/ids.ts";
export { etcd } from "./systems/etcd/etcd.ts";
export { raftDemo } from "./systems/raft-demo/raft-demo.ts";

export { bank } from "./workloads/bank.ts";
export { counter } from "./workloads/counter.ts";
export { leader } from "./workloads/leader.ts";
export { listAppend } from "./workloads/list-append.ts";
export { lock } from "./workloads/lock.ts";
export { queue } from "./workloads/queue.ts";
export { register } from "./workloads/register.ts";
export { rwRegister } from "./workloads/rw-register.ts";
export { set } from "./workloads/set.ts";
export { uniqueIds } from "./workloads/unique-ids.ts";
export { watch } from "./workloads/watch.ts";
export type { Workload } from "./workloads/workload.ts";
export type { BankSpec } from "./core/specs/bank.ts";
export type { CounterSpec } from "./core/specs/counter.ts";
export type { AcceptedWrite, LeaderSpec, LeaderView } from "./core/specs/leader.ts";
export type { LockSpec, ProtectedValue } from "./core/specs/lock.ts";
export type { QueueSpec } from "./core/specs/queue.ts";
export type { RegisterSpec, RegisterValue } from "./core/specs/register.ts";
export type { SetSpec } from "./core/specs/set.ts";
export type { UniqueIdsSpec } from "./core/specs/unique-ids.ts";
export type { WatchSpec } from "./core/specs/watch.ts";
export type {
  ListAppendSpec,
  ListMicroOp,
  RegisterMicroOp,
  RwRegisterSpec,
} from "./core/specs/transactions.ts";
export type { WorkloadSpecs } from "./core/specs/workload-specs.ts";
export * as generators from "./generator/generators.ts";
export type { GenContext, Generator } from "./generator/generator.ts";

export { cutClients } from "./nemesis/cut-clients.ts";
export { degrade } from "./nemesis/degrade.ts";
export { halfOpen } from "./nemesis/half-open.ts";
export { clock } from "./nemesis/clock.ts";
export { disk } from "./nemesis/disk.ts";
export { kill } from "./nemesis/kill.ts";
export { member } from "./nemesis/member.ts";
export { latencyMatrix } from "./nemesis/latency-matrix.ts";
export { mtuBlackHole } from "./nemesis/mtu-black-hole.ts";
export { cpuLimit } from "./nemesis/cpu-limit.ts";
export { cpuStress } from "./nemesis/cpu-stress.ts";
export { dns } from "./nemesis/dns.ts";
export { fdExhaustion } from "./nemesis/fd-exhaustion.ts";
export { ioStress } from "./nemesis/io-stress.ts";
export { memoryExhaustion } from "./nemesis/memory-exhaustion.ts";
export { partition } from "./nemesis/partition.ts";
export { pause } from "./nemesis/pause.ts";
export { reset } from "./nemesis/reset.ts";
export { rollingRestart } from "./nemesis/rolling-restart.ts";
export { terminate } from "./nemesis/terminate.ts";
export { upgrade } from "./nemesis/upgrade.ts";
export { combined, mix, timeline } from "./nemesis/schedule.ts";
export type { FaultPlan } from "./nemesis/fault-plan.ts";
export type { Nemesis } from "./nemesis/nemesis.ts";

export * as checkers from "./checkers/checkers.ts";
export type { CheckContext, Checker } from "./checkers/checker.ts";
export { linearizable } from "./checkers/linearizable/linearizable.ts";
export { defineModel } from "./checkers/models/define-model.ts";
export type { ModelDefinition, ModelOp } from "./checkers/models/define-model.ts";
export type { Model } from "./checkers/models/model.ts";
export type { History } from "./core/history.ts";
export type { Anomaly, Expectation, Verdict } from "./core/verdict.ts";

export { fail, info, ok, preconditionFailed } from "./core/op.ts";
export type { Operation, OpSpec, Outcome } from "./core/op.ts";
