// Every checker that a workload may choose, under one roof: the namespace `checkers` of the public API. Re-exports only.
export { bank } from "./bank.ts";
export { causal } from "./causal.ts";
export { causalReverse } from "./causal-reverse.ts";
export { counter, pnCounter } from "./counter.ts";
export { dirtyReads } from "./dirty-reads.ts";
export { leader } from "./leader/leader.ts";
export { leaderLiveness } from "./leader/liveness.ts";
export { lock } from "./lock/lock.ts";
export { linearizable } from "./linearizable/linearizable.ts";
export { logOrder } from "./log-order/log-order.ts";
export { longFork } from "./long-fork.ts";
export { monotonic } from "./monotonic.ts";
export { queue } from "./queue.ts";
export {
  monotonicReads,
  monotonicWrites,
  readYourWrites,
  writesFollowReads,
} from "./session-guarantees.ts";
export { set } from "./set.ts";
export { setFull } from "./set-full.ts";
export { totalQueue } from "./total-queue.ts";
export { uniqueIds } from "./unique-ids.ts";
export { watchOrder } from "./watch-order/watch-order.ts";
