// raft-demo nodes in virtual time: the same state machines that the program runs, on a network, disks and a clock that
// are all in memory and all decided by the seed. Knows nothing of clients' histories.
import { type Random, randomOf } from "../../../src/core/random.ts";
import { seed } from "../../../src/core/ids.ts";
import type { RaftBug } from "../../../src/systems/raft-demo/bugs.ts";
import type {
  DiskRecord,
  Output,
  PeerMessage,
  Reply,
  Request,
  Status,
} from "../../../src/systems/raft-demo/protocol.ts";
import { Raft } from "../../../src/systems/raft-demo/raft.ts";
import { recover } from "../../../src/systems/raft-demo/recovery.ts";
import type { Timing } from "../../../src/systems/raft-demo/state.ts";
import { EventQueue } from "./event-queue.ts";

const TICK_MS = 10;

export interface VirtualClusterOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly bug: RaftBug | null;
  readonly timing: Timing;
  /** Exponential. */
  readonly meanLatencyMs: number;
  readonly loss: number;
  readonly duplicate: number;
}

interface VirtualNode {
  readonly id: string;
  readonly disk: DiskRecord[];
  raft: Raft | null;
  life: number;
  waiting: Map<number, (reply: Reply) => void>;
}

export class VirtualCluster {
  readonly random: Random;
  readonly ids: readonly string[];
  readonly #options: VirtualClusterOptions;
  readonly #queue = new EventQueue();
  readonly #nodes: ReadonlyMap<string, VirtualNode>;
  #cut = new Set<string>();
  #clients = 0;

  constructor(options: VirtualClusterOptions) {
    this.#options = options;
    this.random = randomOf(seed(options.seed));
    this.ids = Array.from({ length: options.nodes }, (_, index) => `n${String(index + 1)}`);
    this.#nodes = new Map(
      this.ids.map((id) => [id, { id, disk: [], raft: null, life: 0, waiting: new Map() }]),
    );
    for (const id of this.ids) this.start(id);
  }

  get nowMs(): number {
    return this.#queue.nowMs;
  }

  after(delayMs: number, action: () => void): void {
    this.#queue.add(delayMs, action);
  }

  runUntil(timeMs: number): void {
    this.#queue.runUntil(timeMs);
  }

  start(id: string): void {
    const node = this.#nodeOf(id);
    if (node.raft !== null) return;
    const { bug, timing } = this.#options;
    const life = ++node.life;
    const random = this.random.fork(`elections ${id}`).at(life);
    const incarnation = String(life);
    node.raft = new Raft(
      { id, nodes: this.ids, bug, timing, random: () => random.float(), incarnation },
      recover(node.disk, bug),
      this.nowMs,
    );
    const tick = (): void => {
      if (node.life !== life || node.raft === null) return;
      this.#carryOut(node, node.raft.step({ kind: "tick", nowMs: this.nowMs }));
      this.after(TICK_MS, tick);
    };
    this.after(random.float() * TICK_MS, tick);
  }

  /** Loses everything but the disk; who waits for an answer gets none. */
  crash(id: string): void {
    const node = this.#nodeOf(id);
    node.raft = null;
    node.waiting = new Map();
  }

  isUp(id: string): boolean {
    return this.#nodeOf(id).raft !== null;
  }

  /** Drops everything between different groups, from now on. */
  split(groups: readonly (readonly string[])[]): void {
    this.#cut = new Set(
      groups.flatMap((group) =>
        groups
          .filter((other) => other !== group)
          .flatMap((other) => group.flatMap((from) => other.map((to) => `${from}>${to}`))),
      ),
    );
  }

  heal(): void {
    this.#cut = new Set();
  }

  /** Asks a node; one that is down says nothing. */
  request(id: string, request: Request, onReply: (reply: Reply) => void): void {
    const node = this.#nodeOf(id);
    if (node.raft === null) return;
    const client = ++this.#clients;
    node.waiting.set(client, onReply);
    this.#carryOut(node, node.raft.step({ kind: "request", client, request }));
  }

  status(id: string): Status | null {
    return this.#nodeOf(id).raft?.status() ?? null;
  }

  leaders(): readonly Status[] {
    return this.ids.flatMap((id) => {
      const status = this.status(id);
      return status?.role === "leader" ? [status] : [];
    });
  }

  #carryOut(node: VirtualNode, output: Output): void {
    node.disk.push(...output.records);
    for (const { to, message } of output.messages) this.#send(node.id, to, message);
    for (const { client, reply } of output.replies) {
      const onReply = node.waiting.get(client);
      node.waiting.delete(client);
      onReply?.(reply);
    }
  }

  #send(from: string, to: string, message: PeerMessage): void {
    const { loss, duplicate, meanLatencyMs } = this.#options;
    if (this.random.chance(loss)) return;
    const copies = this.random.chance(duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.after(-Math.log(1 - this.random.float()) * meanLatencyMs, () => {
        const node = this.#nodeOf(to);
        if (node.raft === null || this.#cut.has(`${from}>${to}`)) return;
        this.#carryOut(node, node.raft.step({ kind: "message", from, message }));
      });
    }
  }

  #nodeOf(id: string): VirtualNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }
}
