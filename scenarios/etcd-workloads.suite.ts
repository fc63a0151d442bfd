// What etcd promises of what was acknowledged, in five workloads, under the same faults.
import { defineSuite } from "faultline";
import bank from "./etcd/bank.scenario.ts";
import counter from "./etcd/counter.scenario.ts";
import queue from "./etcd/queue.scenario.ts";
import set from "./etcd/set.scenario.ts";
import watch from "./etcd/watch.scenario.ts";

export default defineSuite("etcd-workloads", [set, counter, queue, watch, bank]);
