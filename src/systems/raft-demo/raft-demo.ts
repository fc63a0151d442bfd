// raft-demo as a system under test: a Raft key-value store of our own, with bugs to switch on.
// How it works is in raft.ts; this file only says how to run it and how to talk to it.
import { nodeId, type ProcessId } from "../../core/ids.ts";
import type { WorkloadSpecs } from "../../core/specs/workload-specs.ts";
import type { LinkShape, Node } from "../../cluster/api.ts";
import { defineSystem, type System } from "../system.ts";
import type { RaftBug } from "./bugs.ts";
import { counterClient } from "./counter-client.ts";
import { PROGRAM, stdioCommand } from "./launch.ts";
import { leaderClient } from "./leader-client.ts";
import type { Status } from "./protocol.ts";
import { registerClient } from "./register-client.ts";
import { type Rpc, rpcOf } from "./rpc.ts";
import { transactionClient } from "./transaction-client.ts";

const HTTP_PORT = 8080;
const DATA_DIR = "/var/lib/raft-demo";
/** The harness's own client, for probes. */
const PROBE_CLIENT = "c-probe";

export interface RaftDemoOptions {
  /** A mistake to make; none by default. */
  readonly bug?: RaftBug;
  /** Latency and losses between nodes on the process back end; 1 ms constant by default. */
  readonly network?: LinkShape;
}

/** The workloads that it serves. */
type Served = "counter" | "leader" | "list-append" | "register" | "rw-register";

/** Any number of nodes, on both back ends. */
export function raftDemo(options: RaftDemoOptions = {}): System<Pick<WorkloadSpecs, Served>> {
  const env = { RAFT_BUG: options.bug ?? "" };
  return defineSystem({
    name: "raft-demo",
    ...(options.network === undefined ? {} : { network: options.network }),
    process: { command: (_node, dataDir) => stdioCommand(dataDir), env: () => env },
    container: {
      image: "faultline/raft-demo:1",
      build: "raft-demo",
      ports: { http: HTTP_PORT },
      command: (node, all) => [
        "node",
        `/app/src/systems/raft-demo/${PROGRAM}`,
        ...["--data", DATA_DIR, "--http", String(HTTP_PORT), "--id", node.id],
        ...["--nodes", all.map(({ id, host }) => `${id}=${host}`).join(",")],
      ],
      env: () => env,
      dataDir: DATA_DIR,
    },
    ready: async (node, signal) => (await statusOf(node, signal)).leader !== null,
    leader: async (node, signal) => {
      const { leader } = await statusOf(node, signal);
      return leader === null ? null : nodeId(leader);
    },
    clients: {
      counter: (node, process) => counterClient(clientRpc(node, process)),
      register: (node, process) => registerClient(clientRpc(node, process)),
      "list-append": (node, process) => transactionClient(clientRpc(node, process)),
      "rw-register": (node, process) => transactionClient(clientRpc(node, process)),
      leader: (node, process) => leaderClient(clientRpc(node, process)),
    },
  });
}

const clientRpc = (node: Node, process: ProcessId): Rpc => rpcOf(node, `c${String(process)}`);

async function statusOf(node: Node, signal: AbortSignal): Promise<Pick<Status, "leader">> {
  const reply = await rpcOf(node, PROBE_CLIENT)({ type: "status" }, signal);
  return reply.type === "status_ok" ? reply : { leader: null };
}
