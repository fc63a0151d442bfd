// A whole run of raft-demo in virtual time: concurrent clients, faults, a quiet end with reads of every key.
// Gives a history as a real run would; same options, same history.
import type { History } from "../../../src/core/history.ts";
import { HistoryBuilder } from "../../../src/core/history.ts";
import { fromMs } from "../../../src/core/duration.ts";
import { processId } from "../../../src/core/ids.ts";
import type { AnyRequest, EventType, Outcome } from "../../../src/core/op.ts";
import type { Random } from "../../../src/core/random.ts";
import type { RaftBug } from "../../../src/systems/raft-demo/bugs.ts";
import { registers, type Traffic } from "./traffic.ts";
import { VirtualCluster } from "./virtual-cluster.ts";
import { strike, type Weather } from "./weather.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly bug: RaftBug | null;
  readonly weather: Weather;
  /** Default: registers. */
  readonly traffic?: () => Traffic;
}

const LOAD_MS = 8_000;
const RECOVERY_MS = 3_000;
const CLIENTS = 5;
const OP_TIMEOUT_MS = 1_000;
const MEAN_PAUSE_MS = 20;

export function simulate(options: SimulationOptions): History {
  const cluster = new VirtualCluster({ ...options, ...options.weather });
  const recorder = new Recorder(cluster, (options.traffic ?? registers)());
  for (let client = 0; client < CLIENTS; client++) recorder.runClient(client);
  strike(cluster, options.weather, LOAD_MS);
  cluster.runUntil(LOAD_MS);
  cluster.heal();
  for (const id of cluster.ids) cluster.start(id);
  cluster.runUntil(LOAD_MS + RECOVERY_MS);
  recorder.readAll();
  cluster.runUntil(LOAD_MS + 3 * RECOVERY_MS);
  return recorder.history();
}

class Recorder {
  readonly #cluster: VirtualCluster;
  readonly #builder = new HistoryBuilder();
  readonly #random: Random;
  readonly #traffic: Traffic;
  #processes = 0;

  constructor(cluster: VirtualCluster, traffic: Traffic) {
    this.#cluster = cluster;
    this.#traffic = traffic;
    this.#random = cluster.random.fork("clients");
  }

  history(): History {
    return this.#builder.build();
  }

  /** One operation after another, on one node, until the load ends; after a lost one as a new process. */
  runClient(client: number): void {
    const next = (process: number): void => {
      this.#cluster.after(-Math.log(1 - this.#random.float()) * MEAN_PAUSE_MS, () => {
        const { nowMs } = this.#cluster;
        if (nowMs < LOAD_MS) this.#run(process, this.#traffic.next(this.#random, nowMs), next);
      });
    };
    this.#processes = Math.max(this.#processes, client + 1);
    next(client);
  }

  /** Reads every key through every node, one after the other. */
  readAll(): void {
    for (let node = 0; node < this.#cluster.ids.length; node++) {
      const reads = [...this.#traffic.reads()];
      const next = (): void => {
        const request = reads.shift();
        if (request !== undefined) this.#run(this.#newProcess(node), request, next);
      };
      next();
    }
  }

  /** The next process that talks to `node`: process p is a client of node p modulo the number of nodes. */
  #newProcess(node: number): number {
    const nodes = this.#cluster.ids.length;
    this.#processes = Math.ceil(this.#processes / nodes) * nodes + node + 1;
    return this.#processes - 1;
  }

  #run(process: number, request: AnyRequest, next: (process: number) => void): void {
    const node = process % this.#cluster.ids.length;
    let open = true;
    const complete = (outcome: Outcome): void => {
      if (!open) return;
      open = false;
      this.#record(process, outcome.type, request, outcome);
      if (outcome.type === "ok") this.#traffic.learn(request, outcome.value);
      next(outcome.type === "info" ? this.#newProcess(node) : process);
    };
    this.#record(process, "invoke", request);
    const sent = this.#traffic.send(request);
    this.#cluster.request(this.#cluster.ids[node] ?? "", sent, (reply) => {
      complete(this.#traffic.outcome(request, reply));
    });
    this.#cluster.after(OP_TIMEOUT_MS, () => {
      complete({ type: "info", error: { code: "timeout", message: "no answer" } });
    });
  }

  #record(process: number, type: EventType, request: AnyRequest, outcome?: Outcome): void {
    this.#builder.append({
      time: fromMs(this.#cluster.nowMs),
      process: processId(process),
      type,
      ...request,
      value: outcome?.type === "ok" ? outcome.value : request.value,
      ...(outcome === undefined || outcome.type === "ok" ? {} : { error: outcome.error }),
    });
  }
}
