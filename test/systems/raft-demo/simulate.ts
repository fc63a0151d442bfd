// A whole run of raft-demo in virtual time: concurrent register clients, faults, a quiet end with reads of every key.
// Gives a history as a real run would; same options, same history.
import type { History } from "../../../src/core/history.ts";
import { HistoryBuilder } from "../../../src/core/history.ts";
import { fromMs } from "../../../src/core/duration.ts";
import { processId } from "../../../src/core/ids.ts";
import type { AnyRequest, EventType, Outcome, Request as Operation } from "../../../src/core/op.ts";
import type { Random } from "../../../src/core/random.ts";
import type { RaftBug } from "../../../src/systems/raft-demo/bugs.ts";
import type { RegisterSpec } from "../../../src/core/specs/register.ts";
import { outcomeOf, requestOf } from "../../../src/systems/raft-demo/register-client.ts";
import { VirtualCluster } from "./virtual-cluster.ts";
import { strike, type Weather } from "./weather.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly bug: RaftBug | null;
  readonly weather: Weather;
}

const LOAD_MS = 8_000;
const RECOVERY_MS = 3_000;
const CLIENTS = 5;
const OP_TIMEOUT_MS = 1_000;
const MEAN_PAUSE_MS = 20;
/** Keys take turns, so that no key gathers too many lost operations for a quick check. */
const KEY_TURN_MS = 1_000;
const KEYS_AT_ONCE = 2;

export function simulate(options: SimulationOptions): History {
  const cluster = new VirtualCluster({ ...options, ...options.weather });
  const recorder = new Recorder(cluster);
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
  readonly #keys = new Set<string>();
  /** Key → what an operation last found or left there: a cas that always fails would test little. */
  readonly #latest = new Map<string, unknown>();
  #processes = 0;
  #values = 0;

  constructor(cluster: VirtualCluster) {
    this.#cluster = cluster;
    this.#random = cluster.random.fork("clients");
  }

  history(): History {
    return this.#builder.build();
  }

  /** One operation after another, on one node, until the load ends; after a lost one as a new process. */
  runClient(client: number): void {
    const next = (process: number): void => {
      this.#cluster.after(-Math.log(1 - this.#random.float()) * MEAN_PAUSE_MS, () => {
        if (this.#cluster.nowMs < LOAD_MS) this.#run(process, this.#request(), next);
      });
    };
    this.#processes = Math.max(this.#processes, client + 1);
    next(client);
  }

  /** Reads every key through every node, one after the other. */
  readAll(): void {
    for (let node = 0; node < this.#cluster.ids.length; node++) {
      const keys = [...this.#keys];
      const next = (): void => {
        const key = keys.pop();
        if (key === undefined) return;
        this.#run(this.#newProcess(node), { f: "read", key, value: null }, next);
      };
      next();
    }
  }

  #request(): AnyRequest {
    const turn = Math.floor(this.#cluster.nowMs / KEY_TURN_MS);
    const key = `k${String(turn)}-${String(this.#random.int(0, KEYS_AT_ONCE - 1))}`;
    this.#keys.add(key);
    const f = this.#random.pick(["read", "read", "write", "cas"]);
    if (f === "read") return { f, key, value: null };
    const value = ++this.#values;
    return f === "write"
      ? { f, key, value }
      : { f, key, value: [this.#latest.get(key) ?? null, value] };
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
      if (outcome.type === "ok")
        this.#latest.set(String(request.key), valueAfter(request, outcome.value));
      next(outcome.type === "info" ? this.#newProcess(node) : process);
    };
    this.#record(process, "invoke", request);
    const operation = request as Operation<RegisterSpec>;
    this.#cluster.request(this.#cluster.ids[node] ?? "", requestOf(operation), (reply) => {
      complete(outcomeOf(operation, reply));
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

const valueAfter = (request: AnyRequest, value: unknown): unknown =>
  request.f === "cas" ? (value as readonly unknown[])[1] : value;
