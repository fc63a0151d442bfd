// The engine's limits of processor time, one a container, whoever holds it: of several holders the latest counts, and what
// the container had before the first comes back with the last. Knows nothing of nodes' lives.
import type Dockerode from "dockerode";
import type { Evidence } from "../../core/fault.ts";
import { ENGINE_DEADLINE_MS, withDeadline } from "./deadline.ts";
import type { Engine } from "./engine.ts";
import { notSeen, seen } from "./grip.ts";
import { Serial } from "./serial.ts";

/** The kernel deals out processor time in such slices. */
const PERIOD_US = 100_000;
const NO_QUOTA = -1;

/** A container's limit in the engine's terms: as cores (`--cpus`), or as a quota of a period. */
type Limit =
  { readonly NanoCpus: number } | { readonly CpuPeriod: number; readonly CpuQuota: number };

interface Held {
  readonly before: Limit;
  /** Holder → cores, the latest last. */
  readonly holders: Map<object, number>;
}

/** Who holds the limits of which containers. */
export class CpuLimits {
  readonly #engine: Engine;
  readonly #held = new Map<string, Held>();
  readonly #serial = new Serial();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Limits a container to that many cores. */
  hold(containerId: string, holder: object, cpus: number): Promise<void> {
    return this.#serial.run(async () => {
      let held = this.#held.get(containerId);
      if (held === undefined || held.holders.size === 0) {
        held = { before: await this.#limitOf(containerId), holders: new Map() };
        this.#held.set(containerId, held);
      }
      held.holders.set(holder, cpus);
      await this.#update(containerId, wantedOf(held));
    });
  }

  /** Puts back what the other holders want, or what was before all of them. */
  letGo(containerId: string, holder: object): Promise<void> {
    return this.#serial.run(async () => {
      const held = this.#held.get(containerId);
      if (held?.holders.has(holder) !== true) return;
      const holders = new Map(held.holders);
      holders.delete(holder);
      await this.#update(containerId, wantedOf({ ...held, holders })).catch((error: unknown) => {
        // Made anew without it, or removed: as it should be.
        if ((error as { readonly statusCode?: number }).statusCode !== 404) throw error;
      });
      held.holders.delete(holder);
    });
  }

  /** Seen when the container's limit, read back, is what those who still hold it want. */
  released(containerId: string, holder: object): Promise<Evidence> {
    return this.#serial.run(async () => {
      const held = this.#held.get(containerId);
      if (held === undefined) return seen("nothing was limited");
      if (held.holders.has(holder)) return notSeen("its limit was not put back");
      const now = JSON.stringify(await this.#limitOf(containerId));
      const wanted = JSON.stringify(wantedOf(held));
      if (now !== wanted) return notSeen(`its limit is ${now} and should be ${wanted}`);
      if (held.holders.size === 0) return seen("its limit is as it was");
      return seen("its limit is that of another fault that holds");
    });
  }

  async #limitOf(containerId: string): Promise<Limit> {
    const inspected = this.#container(containerId).inspect();
    const { HostConfig } = await within("to inspect", containerId, inspected);
    const { NanoCpus = 0, CpuPeriod = 0, CpuQuota = 0 } = HostConfig;
    if (NanoCpus > 0) return { NanoCpus };
    return { CpuPeriod: CpuPeriod || PERIOD_US, CpuQuota: CpuQuota || NO_QUOTA };
  }

  async #update(containerId: string, limit: Limit): Promise<void> {
    await within("to update", containerId, this.#container(containerId).update(limit));
  }

  #container(id: string): Dockerode.Container {
    return this.#engine.docker.getContainer(id);
  }
}

const within = <T>(what: string, id: string, promise: Promise<T>): Promise<T> =>
  withDeadline(`the engine ${what} container ${id}`, ENGINE_DEADLINE_MS, promise);

function wantedOf({ before, holders }: Held): Limit {
  const cpus = [...holders.values()].at(-1);
  return cpus === undefined ? before : limitTo(cpus, before);
}

/** The engine changes a limit only in the terms in which it was given. */
const limitTo = (cpus: number, before: Limit): Limit =>
  "NanoCpus" in before
    ? { NanoCpus: Math.round(cpus * 1e9) }
    : { CpuPeriod: PERIOD_US, CpuQuota: Math.round(cpus * PERIOD_US) };
