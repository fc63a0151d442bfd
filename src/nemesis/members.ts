// Who belongs to the system's own cluster while faults change it: nodes are expelled, admitted, and brought back from
// whatever half-way state. Asks a running node; knows no system and no kind of fault.
import type { Cluster, Membership, Node, SystemHooks } from "../cluster/api.ts";
import { HarnessError } from "../core/errors.ts";
import type { Evidence } from "../core/fault.ts";
import type { NodeId } from "../core/ids.ts";
import { waitFor } from "../core/real-clock.ts";
import { serves } from "./serves.ts";

/** An election or a restart may be under way when a node is looked for that can be asked. */
const VIA_LIMIT_MS = 10_000;
/** An empty node that has joined catches up before it serves. */
const JOIN_LIMIT_MS = 20_000;
const POLL_EVERY_MS = 50;

/** Some systems take a member in only when all others were there for a while; etcd: 5 s. */
export const ROOM_A_MEMBER_MS = 6_000;

/** The members by one node's word. */
interface Word {
  readonly by: NodeId;
  readonly voters: readonly NodeId[];
}

export class Members {
  readonly #cluster: Cluster;
  readonly #hooks: SystemHooks;
  readonly #membership: Membership;

  /** Throws `usage` where the system has no say in who its members are. */
  constructor({ cluster, hooks }: { readonly cluster: Cluster; readonly hooks: SystemHooks }) {
    if (hooks.membership === undefined) {
      throw new HarnessError("usage", "the system has no hook `membership`");
    }
    this.#cluster = cluster;
    this.#hooks = hooks;
    this.#membership = hooks.membership;
  }

  /** Who votes, by the word of a node that serves and is none of `except`. */
  async #word(except: readonly Node[], signal: AbortSignal): Promise<Word> {
    const via = await this.#via(except, signal);
    return this.#wordOf(via, signal);
  }

  /** Takes a node out and stops it, if its own end did not. */
  async expel(node: Node, signal: AbortSignal): Promise<Evidence> {
    using _removal = node.mayDie();
    const via = await this.#via([node], signal);
    await this.#membership.remove(via, node.plan, signal);
    const { by, voters } = await this.#wordOf(via, signal);
    if (voters.includes(node.id)) return notSeen(`${by} still lists it as a member`);
    const ended = node.state === "stopped";
    const stopped = await node.kill();
    if (!stopped.seen) return stopped;
    const end = ended ? "its process ended by itself" : stopped.detail;
    return seen(`${by} lists ${voters.join(" ")}; ${end}`);
  }

  /** Whether a node that was expelled is out and down still, by another node's word. */
  async away(node: Node, expelled: Evidence, signal: AbortSignal): Promise<Evidence> {
    if (node.state !== "stopped") return notSeen(`is ${node.state} although it was removed`);
    const { by, voters } = await this.#word([node], signal);
    return voters.includes(node.id) ? notSeen(`${by} lists it as a member again`) : expelled;
  }

  /** Brings a node in that does not run: empty, as a new member. Resolves when it votes and serves. */
  async admit(node: Node, signal: AbortSignal): Promise<Evidence> {
    // It may find peers that have not yet heard of it, and give up: it is started again.
    using _join = node.mayDie();
    const via = await this.#via([node], signal);
    const joins = await this.#membership.add(via, node.plan, signal);
    const made = await node.rebuild({ empty: true, joins }, signal);
    if (!made.seen) return made;
    const { by, voters } = await this.#joined(node, signal);
    return seen(`${made.detail}; ${by} lists ${voters.join(" ")}`);
  }

  /** From whatever state to a node that votes and serves; one that does already is left alone. */
  async restore(node: Node, signal: AbortSignal): Promise<Evidence> {
    using _return = node.mayDie();
    const { voters } = await this.#word([node], signal);
    if (voters.includes(node.id)) {
      await node.resume();
      await node.start(signal);
    } else {
      await node.kill();
      const admitted = await this.admit(node, signal);
      if (!admitted.seen) return admitted;
    }
    const now = await this.#joined(node, signal);
    return seen(`is ${node.state} and a member by the word of ${now.by}`);
  }

  /** Whether it votes, by another node's word. */
  async votes(node: Node, signal: AbortSignal): Promise<Evidence> {
    const { by, voters } = await this.#word([node], signal);
    if (!voters.includes(node.id)) return notSeen(`${by} does not list it as a member`);
    return seen(`${by} lists ${voters.join(" ")}`);
  }

  /** Lets go of a member that leaves for good, whatever state it is in. */
  async dismiss(node: Node, signal: AbortSignal): Promise<Evidence> {
    using _end = node.mayDie();
    const via = await this.#via([node], signal);
    await this.#membership.remove(via, node.plan, signal);
    const { by, voters } = await this.#wordOf(via, signal);
    if (voters.includes(node.id)) return notSeen(`${by} still lists it as a member`);
    const gone = await this.#cluster.discard(node);
    if (!gone.seen) return gone;
    return seen(`${by} lists ${voters.join(" ")}; ${gone.detail}`);
  }

  async #joined(node: Node, signal: AbortSignal): Promise<Word> {
    return waitFor(
      async () => {
        if (node.state === "stopped") await node.start(signal);
        const word = await this.#word([node], signal);
        const votes = word.voters.includes(node.id);
        return votes && (await serves(this.#hooks, node, signal)) ? word : null;
      },
      {
        what: `${node.id} to be a member that serves`,
        deadlineMs: JOIN_LIMIT_MS,
        everyMs: POLL_EVERY_MS,
        signal,
      },
    );
  }

  async #wordOf(via: Node, signal: AbortSignal): Promise<Word> {
    return { by: via.id, voters: await this.#membership.voters(via, signal) };
  }

  /** A node that serves, so that its word is that of a majority. */
  #via(except: readonly Node[], signal: AbortSignal): Promise<Node> {
    const asked = (): readonly Node[] =>
      this.#cluster.nodes.filter((node) => node.state === "running" && !except.includes(node));
    return waitFor(
      async () => {
        const answers = await Promise.all(
          asked().map(async (node) => ((await serves(this.#hooks, node, signal)) ? node : null)),
        );
        return answers.find((node) => node !== null);
      },
      {
        what: `a node besides ${except.map(({ id }) => id).join(" ")} that serves`,
        deadlineMs: VIA_LIMIT_MS,
        everyMs: POLL_EVERY_MS,
        signal,
      },
    );
  }
}

const seen = (detail: string): Evidence => ({ seen: true, detail });
const notSeen = (why: string): Evidence => ({ seen: false, why });
