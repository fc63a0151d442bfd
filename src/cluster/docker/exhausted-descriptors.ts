// A node that can open no file and no connection: the soft limit of open files of each of its processes is lowered to
// the lowest number that is free. What is open stays open; what is closed can be opened again, as in a full table.
import type { Evidence } from "../../core/fault.ts";
import { messageOf } from "../../core/errors.ts";
import { waitFor } from "../../core/real-clock.ts";
import type { Agent } from "./agent.ts";
import { besideNode } from "./beside-node.ts";
import type { DockerNode } from "./docker-node.ts";
import { type Grip, notSeen, seen } from "./grip.ts";
import type { NodeProcess } from "./node-jobs.ts";

/** A node that starts opens its files first: without them it would not come up at all. */
const READY_DEADLINE_MS = 30_000;
const READY_ANSWER_MS = 1_000;

/** The limits of one process. */
interface Limits {
  readonly before: number;
  readonly lowered: number;
}

export class ExhaustedDescriptors implements Grip {
  readonly node: DockerNode;
  readonly deadly = true;
  readonly #agent: Agent;
  readonly #ready: (signal: AbortSignal) => Promise<boolean>;
  readonly #stop = new AbortController();
  /** The wait for a node that starts; null when it is over. */
  #waiting: Promise<void> | null = null;
  #life: NodeProcess | null = null;
  #limits: ReadonlyMap<number, Limits> = new Map();
  #problem = "it was not up again before the fault was healed";

  constructor(node: DockerNode, agent: Agent, ready: (signal: AbortSignal) => Promise<boolean>) {
    this.node = node;
    this.#agent = agent;
    this.#ready = ready;
  }

  async take(life: NodeProcess, fresh: boolean): Promise<void> {
    if (!fresh) {
      await this.#exhaust(life);
      return;
    }
    this.#waiting = this.#exhaustOnceReady(life).catch((error: unknown) => {
      this.#problem = messageOf(error);
    });
  }

  async #exhaustOnceReady(life: NodeProcess): Promise<void> {
    const signal = this.#stop.signal;
    const answer = async (): Promise<true | null> =>
      (await this.#ready(AbortSignal.any([signal, AbortSignal.timeout(READY_ANSWER_MS)]))) || null;
    await waitFor(answer, {
      what: `node ${this.node.id} to be ready, before it runs out of file descriptors`,
      deadlineMs: READY_DEADLINE_MS,
      signal,
    });
    await this.#exhaust(life);
  }

  async #exhaust(life: NodeProcess): Promise<void> {
    const output = await this.#ask(life, "exhaust");
    if (output === null) return;
    const failed = /^\d+ failed .*$/m.exec(output)?.[0];
    this.#life = life;
    this.#limits = new Map(
      linesOf(output).map(([pid, before, lowered]) => [pid, { before, lowered }]),
    );
    if (failed !== undefined) this.#problem = `pid ${failed}`;
    else this.#problem = this.#limits.size === 0 ? "no process's limit could be lowered" : "";
  }

  look(): Promise<void> {
    return Promise.resolve();
  }

  async evidence(): Promise<Evidence> {
    if (this.#problem !== "" || this.#life === null) return notSeen(this.#problem);
    const what = [...this.#limits.values()]
      .map(({ before, lowered }) => `${String(before)} to ${String(lowered)}`)
      .join(", ");
    const output = await this.#ask(this.#life, "show");
    const changed = linesOf(output ?? "").find(
      ([pid, now]) => (this.#limits.get(pid)?.lowered ?? now) !== now,
    );
    if (changed !== undefined) {
      return notSeen(`pid ${String(changed[0])} has a limit of ${String(changed[1])} again`);
    }
    return seen(`its limits of open files were read back lowered, from ${what}`);
  }

  async release(): Promise<void> {
    this.#stop.abort(new Error("the fault was healed"));
    await this.#waiting;
    const life = this.#life;
    if (life === null) return;
    for (const [before, pids] of await this.#lowered(life)) {
      const list = pids.join(" ");
      const script = `faultline-descriptors restore ${String(before)} ${list}`;
      await besideNode(this.#agent, life, "restoring its limit of open files", script);
    }
  }

  async released(): Promise<Evidence> {
    if (this.#life === null) return seen("no limit was lowered");
    const lowered = [...(await this.#lowered(this.#life)).values()].flat();
    if (lowered.length === 0) return seen("no process has a lowered limit of open files");
    return notSeen(`pids ${lowered.join(" ")} still have a lowered limit of open files`);
  }

  /** Limit to go back to → processes that have a lowered one; those born since have inherited it. */
  async #lowered(life: NodeProcess): Promise<ReadonlyMap<number, readonly number[]>> {
    const known = [...this.#limits.values()];
    const lines = linesOf((await this.#ask(life, "show")) ?? "");
    const found = lines.flatMap(([pid, now]) => {
      const limits = this.#limits.get(pid) ?? known.find(({ lowered }) => lowered === now);
      return limits !== undefined && now < limits.before ? [{ pid, before: limits.before }] : [];
    });
    return new Map(
      [...Map.groupBy(found, ({ before }) => before)].map(([before, of]) => [
        before,
        of.map(({ pid }) => pid),
      ]),
    );
  }

  #ask(life: NodeProcess, command: "exhaust" | "show"): Promise<string | null> {
    const script = `faultline-descriptors ${command} $(processes ${String(life.pid)})`;
    return besideNode(this.#agent, life, "the limit of open files", script);
  }
}

/** Pid, limit before, limit read back. */
const linesOf = (output: string): readonly (readonly [number, number, number])[] =>
  [...output.matchAll(/^(\d+) (\d+) (\d+)$/gm)].map(([, pid, before, after]) => [
    Number(pid),
    Number(before),
    Number(after),
  ]);
