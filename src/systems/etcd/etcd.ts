// etcd 3.4 as Debian ships it, as a cluster of containers.
import type { WorkloadSpecs } from "../../core/specs/workload-specs.ts";
import { defineSystem, type System } from "../system.ts";
import { bankClient } from "./bank-client.ts";
import { etcdClock } from "./clock.ts";
import { counterClient } from "./counter-client.ts";
import type { Reads } from "./kv.ts";
import { leaderClient } from "./leader-client.ts";
import { etcdLeader, etcdReady } from "./leader.ts";
import { lockClient, type Locks } from "./lock-client.ts";
import { etcdMembership, peerUrl } from "./membership.ts";
import { queueClient } from "./queue-client.ts";
import { registerClient } from "./register-client.ts";
import { setClient } from "./set-client.ts";
import { transactionClient } from "./transaction-client.ts";
import { uniqueIdsClient } from "./unique-ids-client.ts";
import { watchClient } from "./watch-client.ts";

const CLIENT_PORT = 2379;
const EVERY_INTERFACE = "0.0.0.0";

interface EtcdOptions {
  /** Default: linearizable. Serializable reads may be stale, which is no bug of etcd's. */
  readonly reads?: Reads;
  /** Whether what a lock protects heeds its tokens. Default: fenced. Unfenced, who pauses for longer than its lease overwrites others. */
  readonly locks?: Locks;
  /** Default: 100. */
  readonly heartbeatMs?: number;
  /** Default: 1000. */
  readonly electionTimeoutMs?: number;
  /** How long a watch is silent before it tells how far it has come; default: etcd's own, ten minutes. */
  readonly watchProgressMs?: number;
}

type Served =
  | "bank"
  | "counter"
  | "leader"
  | "list-append"
  | "lock"
  | "queue"
  | "register"
  | "rw-register"
  | "set"
  | "unique-ids"
  | "watch";

/** An etcd cluster; an odd number of nodes tolerates the most failures. Serves all workloads. */
export function etcd(options: EtcdOptions = {}): System<Pick<WorkloadSpecs, Served>> {
  const { reads = "linearizable", locks = "fenced" } = options;
  const { heartbeatMs = 100, electionTimeoutMs = 1000 } = options;
  return defineSystem({
    name: "etcd",
    container: {
      image: "faultline/etcd:1",
      build: "etcd",
      ports: { client: CLIENT_PORT },
      dataDir: "/var/lib/etcd",
      command: (node, all) => [
        ...["etcd", "--name", node.id, "--data-dir", "/var/lib/etcd/data"],
        ...["--listen-client-urls", urlOf(EVERY_INTERFACE, CLIENT_PORT)],
        ...["--advertise-client-urls", urlOf(node.host, CLIENT_PORT)],
        ...["--listen-peer-urls", peerUrl({ ...node, host: EVERY_INTERFACE })],
        ...["--initial-advertise-peer-urls", peerUrl(node)],
        ...["--initial-cluster", all.map((one) => `${one.id}=${peerUrl(one)}`).join(",")],
        ...["--initial-cluster-state", node.joining ? "existing" : "new"],
        ...["--heartbeat-interval", String(heartbeatMs)],
        ...["--election-timeout", String(electionTimeoutMs)],
        ...progressFlag(options),
      ],
    },
    ready: etcdReady,
    readyTimeoutMs: 30_000,
    leader: etcdLeader,
    membership: etcdMembership,
    clock: etcdClock,
    // capnslog's critical level and zap's fatal ones; Go's own end of a process.
    failurePatterns: [/^\S+ \S+ C \| /, /"level":"(?:fatal|panic)"/, /^panic: /, /^fatal error: /],
    clients: {
      bank: (node) => bankClient(node, reads),
      counter: (node) => counterClient(node, reads),
      leader: leaderClient,
      "list-append": (node) => transactionClient(node, reads),
      lock: (node) => lockClient(node, locks),
      queue: (node) => queueClient(node, reads),
      register: (node) => registerClient(node, reads),
      "rw-register": (node) => transactionClient(node, reads),
      set: (node) => setClient(node, reads),
      "unique-ids": uniqueIdsClient,
      watch: watchClient,
    },
  });
}

const progressFlag = ({ watchProgressMs: ms }: EtcdOptions): readonly string[] =>
  ms === undefined ? [] : ["--experimental-watch-progress-notify-interval", `${String(ms)}ms`];

const urlOf = (host: string, port: number): string => `http://${host}:${String(port)}`;
