// A cluster in memory for tests of faults: nodes change state at once, fail or hang on command, and everything is logged.
import { setImmediate } from "node:timers/promises";
import type {
  Address,
  Cluster,
  Connection,
  Disks,
  Launch,
  Link,
  Network,
  Node,
  NodePlan,
  NodeState,
} from "../../src/cluster/api.ts";
import type { Block, DiskDamage } from "../../src/core/damage.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ActiveFault, Evidence } from "../../src/core/fault.ts";
import { type Nanos, nanos, type NodeId, nodeId } from "../../src/core/ids.ts";
import { FakeClocks } from "./fake-clocks.ts";
import { FakeNames } from "./fake-names.ts";
import { FakeResources } from "./fake-resources.ts";

type Command = "kill" | "terminate" | "pause" | "resume" | "start" | "rebuild";

/** What happens instead of the command, until it is taken out again. */
type Trouble = Error | "hangs" | "no-evidence";

export class FakeNode implements Node {
  readonly id: NodeId;
  readonly trouble = new Map<Command, Trouble>();
  readonly #log: string[];
  state: NodeState;
  plan: NodePlan;
  /** Faults that hold and of which it may die. */
  mortal = 0;

  constructor(index: number, log: string[], state: NodeState = "running") {
    this.id = nodeId(`n${String(index + 1)}`);
    this.plan = { id: this.id, index, host: `10.0.0.${String(index + 1)}`, joining: false };
    this.state = state;
    this.#log = log;
  }

  address(): Address {
    throw new Error("a fake node has no ports");
  }

  connect(): Connection {
    throw new Error("a fake node has no mailbox");
  }

  kill(): Promise<Evidence> {
    return this.#do("kill", () => (this.state = "stopped"), "gone");
  }

  terminate(graceMs: number): Promise<Evidence> {
    return this.#do("terminate", () => (this.state = "stopped"), `grace ${String(graceMs)} ms`);
  }

  pause(): Promise<Evidence> {
    return this.#do("pause", () => (this.state = "paused"), "stands still");
  }

  resume(): Promise<Evidence> {
    const wake = (): unknown => (this.state = this.state === "paused" ? "running" : this.state);
    return this.#do("resume", wake, "goes on");
  }

  start(): Promise<Evidence> {
    const wake = (): unknown => (this.state = this.state === "stopped" ? "running" : this.state);
    return this.#do("start", wake, "runs");
  }

  byHand(change: "start" | "resume"): string {
    return `${change} ${this.id} by hand`;
  }

  rebuild({ image, empty = false, joins }: Launch): Promise<Evidence> {
    const told = [
      ...(empty ? ["empty"] : []),
      ...(image === undefined ? [] : [`of ${image ?? "the first image"}`]),
      ...(joins === undefined ? [] : [`joining ${joins.join(" ")}`]),
    ].join(" ");
    const rise = (): void => {
      this.plan = { ...this.plan, joining: joins !== undefined || this.plan.joining };
      this.state = "running";
    };
    return this.#do("rebuild", rise, `made anew ${told}`, ` ${told}`);
  }

  mayDie(): Disposable {
    this.mortal += 1;
    return { [Symbol.dispose]: () => (this.mortal -= 1) };
  }

  async #do(command: Command, change: () => unknown, detail: string, how = ""): Promise<Evidence> {
    this.#log.push(`${command} ${this.id}${how}`);
    const trouble = this.trouble.get(command);
    if (trouble instanceof Error) throw trouble;
    if (trouble === "hangs") await new Promise<never>(() => undefined);
    if (trouble === "no-evidence") return { seen: false, why: `nothing shows the ${command}` };
    change();
    return Promise.resolve({ seen: true, detail });
  }
}

class FakeNetwork implements Network {
  readonly cuts = new Set<readonly Link[]>();
  readonly blocks = new Map<readonly Link[], Block>();
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  degrade(links: readonly Link[], name: string): Promise<ActiveFault> {
    return this.cut(links, name);
  }

  cut(links: readonly Link[], name: string, block: Block = { how: "drop" }): Promise<ActiveFault> {
    this.#log.push(`cut ${name}`);
    this.cuts.add(links);
    this.blocks.set(links, block);
    return Promise.resolve({
      name,
      targets: [],
      evidence: () => Promise.resolve({ seen: true, detail: `${String(links.length)} links cut` }),
      healed: () =>
        Promise.resolve(
          this.cuts.has(links)
            ? { seen: false, why: "the rules are there" }
            : { seen: true, detail: "no rule is left" },
        ),
      [Symbol.asyncDispose]: () => {
        if (this.cuts.delete(links)) this.#log.push(`mend ${name}`);
        return Promise.resolve();
      },
    });
  }
}

/** Disks that keep, for each damage, what it was asked; healing it takes it out. */
class FakeDisks implements Disks {
  readonly damaged = new Set<{ readonly nodes: readonly NodeId[]; readonly damage: DiskDamage }>();

  damage(nodes: readonly NodeId[], damage: DiskDamage, name: string): Promise<ActiveFault> {
    const entry = { nodes, damage };
    this.damaged.add(entry);
    return Promise.resolve({
      name,
      targets: nodes,
      evidence: () => Promise.resolve({ seen: true, detail: damage.how }),
      healed: () => Promise.resolve({ seen: !this.damaged.has(entry), detail: "fine", why: "ill" }),
      [Symbol.asyncDispose]: () => {
        this.damaged.delete(entry);
        return Promise.resolve();
      },
    });
  }
}

export interface FakeCluster extends Cluster {
  readonly nodes: readonly FakeNode[];
  readonly network: FakeNetwork;
  readonly clocks: FakeClocks;
  readonly resources: FakeResources;
  readonly disks: FakeDisks;
  readonly names: FakeNames;
  /** Every command that a node or the network was given, in order. */
  readonly log: readonly string[];
  node(name: string): FakeNode;
}

export function fakeCluster(count: number): FakeCluster {
  const log: string[] = [];
  const nodes = nodeIds(count).map((_, index) => new FakeNode(index, log));
  let ever = count;
  return {
    backend: "process",
    nodes,
    network: new FakeNetwork(log),
    log,
    clocks: new FakeClocks(),
    disks: new FakeDisks(),
    resources: new FakeResources(log),
    names: new FakeNames(log),
    node(name) {
      const found = nodes.find((node) => node.id === name);
      if (found === undefined) throw new Error(`no node ${name}`);
      return found;
    },
    grow() {
      const node = new FakeNode(ever++, log, "stopped");
      nodes.push(node);
      log.push(`grow ${node.id}`);
      return Promise.resolve(node);
    },
    discard({ id }) {
      const at = nodes.findIndex((node) => node.id === id);
      if (at >= 0) nodes.splice(at, 1);
      log.push(`discard ${id}`);
      return Promise.resolve({ seen: true, detail: "no container" });
    },
    engine: null,
    images: {},
    failure: new Promise<never>(() => undefined),
    leftovers: () => Promise.resolve([]),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export const nodeIds = (count: number): NodeId[] =>
  Array.from({ length: count }, (_, index) => nodeId(`n${String(index + 1)}`));

/** A clock on which every deadline passes as soon as nothing else can go on: what hangs is found out at once. */
export class ImpatientClock implements Clock {
  #now = 0;

  /** Each look is a nanosecond later, so that times tell the order. */
  now(): Nanos {
    return nanos(this.#now++);
  }

  async sleep(duration: Nanos, signal?: AbortSignal): Promise<void> {
    await setImmediate();
    if (signal?.aborted !== true) this.#now += duration;
  }
}
