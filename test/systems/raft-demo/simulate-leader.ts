// A run of raft-demo in virtual time whose clients watch the election: views of all nodes, writes, candidacies, faults, a quiet end.
// Gives a history as the leader workload would; same options, same history.
import { fromMs } from "../../../src/core/duration.ts";
import { type History, HistoryBuilder } from "../../../src/core/history.ts";
import { processId } from "../../../src/core/ids.ts";
import { fail, info, ok, type Outcome } from "../../../src/core/op.ts";
import type { Random } from "../../../src/core/random.ts";
import { observed, written } from "../../../src/systems/raft-demo/leader-client.ts";
import type { Reply, Request } from "../../../src/systems/raft-demo/protocol.ts";
import type { SimulationOptions } from "./simulate.ts";
import { VirtualCluster } from "./virtual-cluster.ts";
import { strike } from "./weather.ts";

const LOAD_MS = 8_000;
const RECOVERY_MS = 3_000;
/** Per node: one that observes, one that writes. */
const KINDS = ["observe", "write"] as const;
const MEAN_PAUSE_MS = 15;
const OP_TIMEOUT_MS = 1_000;
/** A writer makes its node campaign instead, so often. */
const CAMPAIGNS = 0.02;

type Kind = (typeof KINDS)[number] | "campaign";

export function simulateLeader(options: SimulationOptions): History {
  const cluster = new VirtualCluster({ ...options, ...options.weather });
  const watch = new Watch(cluster);
  for (let node = 0; node < cluster.ids.length; node++)
    for (const kind of KINDS) watch.runClient(node, kind);
  strike(cluster, options.weather, LOAD_MS);
  cluster.runUntil(LOAD_MS);
  cluster.heal();
  for (const id of cluster.ids) cluster.start(id);
  cluster.runUntil(LOAD_MS + 2 * RECOVERY_MS);
  return watch.history();
}

class Watch {
  readonly #cluster: VirtualCluster;
  readonly #builder = new HistoryBuilder();
  readonly #random: Random;
  #processes = 0;
  #values = 0;

  constructor(cluster: VirtualCluster) {
    this.#cluster = cluster;
    this.#random = cluster.random.fork("clients");
  }

  history(): History {
    return this.#builder.build();
  }

  /** One operation after another on one node until the end; after a lost one as a new process. */
  runClient(node: number, kind: Kind): void {
    const next = (process: number): void => {
      this.#cluster.after(-Math.log(1 - this.#random.float()) * MEAN_PAUSE_MS, () => {
        if (this.#cluster.nowMs > LOAD_MS + RECOVERY_MS) return;
        const asks = kind === "write" && this.#random.chance(CAMPAIGNS) ? "campaign" : kind;
        this.#run(process, this.#cluster.ids[node] ?? "", asks, next);
      });
    };
    next(this.#processes++);
  }

  #run(process: number, node: string, kind: Kind, next: (process: number) => void): void {
    const value = kind === "write" ? ++this.#values : null;
    const append = (type: Outcome["type"] | "invoke", shown: unknown): void => {
      const time = fromMs(this.#cluster.nowMs);
      this.#builder.append({ process: processId(process), type, f: kind, value: shown, time });
    };
    let isOpen = true;
    const complete = (outcome: Outcome): void => {
      if (!isOpen) return;
      isOpen = false;
      append(outcome.type, outcome.type === "ok" ? outcome.value : value);
      next(outcome.type === "info" ? this.#processes++ : process);
    };
    append("invoke", value);
    this.#cluster.request(node, requestOf(kind, value), (reply) => {
      complete(outcomeOf(kind, value, reply));
    });
    // A look that nobody answers has certainly seen nothing.
    const lost = kind === "observe" ? fail("timeout") : info("timeout");
    this.#cluster.after(OP_TIMEOUT_MS, () => {
      complete(lost);
    });
  }
}

function requestOf(kind: Kind, value: number | null): Request {
  if (kind === "observe") return { type: "status" };
  return kind === "campaign" ? { type: "campaign" } : { type: "write", key: "leader", value };
}

function outcomeOf(kind: Kind, value: number | null, reply: Reply): Outcome {
  if (kind === "observe") return observed(reply);
  return kind === "write" ? written(value ?? 0, reply) : ok(reply);
}
