// Keeps the links of all nodes as bad as the faults that hold make them together, by one means: what each life of a node
// has of it, and what it should have. Knows no rules: the means writes the scripts.
import { nodeEnds, type QualifiedLink } from "../api.ts";
import type { NodeId } from "../../core/ids.ts";
import { addTally, type LinkTally, NO_TALLY } from "../../core/link-tally.ts";
import { combinedQuality } from "./combined-quality.ts";
import type { DockerNetwork, NetworkFault } from "./docker-network.ts";
import type { Installation, LinkMeans, WorsePeer } from "./link-means.ts";
import type { LinkSide } from "./link-side.ts";
import type { NodeJob, NodeProcess } from "./node-jobs.ts";

interface Placed {
  readonly side: LinkSide;
  readonly link: QualifiedLink;
}

/** What one life of a node has. */
interface Life {
  /** What it should have, once all jobs were run; null for nothing. */
  current: Installation | null;
  /** What may be there: more than `current` until a job is known to have succeeded. */
  present: readonly Installation[];
}

/** Printed by a job that succeeded: what came before this number is gone. */
const DONE = "@shaped";

export class Shaper implements NetworkFault {
  readonly means: LinkMeans;
  readonly #network: DockerNetwork;
  /** Fault → its links. */
  readonly #holding = new Map<symbol, readonly Placed[]>();
  readonly #lives = new Map<string, Life>();
  /** All that there ever was, by number. */
  readonly #installations = new Map<number, Installation>();
  /** "number position" → the last counts that were read. */
  readonly #tallies = new Map<string, LinkTally>();

  constructor(network: DockerNetwork, means: LinkMeans) {
    this.#network = network;
    this.means = means;
  }

  /** Whether this means can get hold of a link. */
  reaches(link: QualifiedLink): boolean {
    return this.means.sideOf(link, this.#network) !== null;
  }

  /** From now on `fault` makes these links worse, as far as `jobsFor` was run. */
  hold(fault: symbol, links: readonly QualifiedLink[]): void {
    this.#holding.set(fault, this.#place(links));
  }

  release(fault: symbol): void {
    this.#holding.delete(fault);
  }

  /** The nodes that these links are got hold of on. */
  nodesOf(links: readonly QualifiedLink[]): readonly NodeId[] {
    return [...new Set(this.#place(links).map(({ side }) => side.node))];
  }

  touches(id: NodeId): boolean {
    return this.#wanted(id).length > 0;
  }

  sendersTo(id: NodeId): readonly NodeId[] {
    const here = [...this.#holding.values()].flat().filter(({ side }) => side.node === id);
    return nodeEnds(here.filter(({ link }) => link.to === id).map(({ link }) => link.from));
  }

  jobsFor(ids: readonly NodeId[]): readonly NodeJob[] {
    return this.#network.processes(ids).flatMap((process) => {
      const life = this.#lifeOf(process);
      const peers = this.#wanted(process.node);
      const same = JSON.stringify(life.current?.peers ?? []) === JSON.stringify(peers);
      const others = life.present.filter((has) => has !== life.current || !same);
      if (same && others.length === 0) return [];
      if (same) return [{ process, script: this.#change(life.current, null, others) }];
      const next = peers.length === 0 ? null : this.#installation(process, peers);
      life.current = next;
      life.present = next === null ? others : [...others, next];
      return [{ process, script: this.#change(next, next, others) }];
    });
  }

  /** Prints the counts of these nodes. */
  readingsFor(ids: readonly NodeId[]): readonly NodeJob[] {
    return this.#network.processes(ids).flatMap((process) => {
      const { current } = this.#lifeOf(process);
      return current === null ? [] : [{ process, script: this.means.read(current) }];
    });
  }

  /** Takes over what a job printed in a node: counts, and that it succeeded. */
  record(process: NodeProcess, output: string): void {
    for (const { number, position, tally } of this.means.parse(output)) {
      this.#tallies.set(`${String(number)} ${String(position)}`, tally);
    }
    const done = new RegExp(`^${DONE} ${this.means.name} (\\d+) (\\d+)$`, "m").exec(output);
    if (done === null) return;
    const [, kept, last] = done.map(Number);
    const life = this.#lifeOf(process);
    life.present = life.present.filter(
      ({ number }) => number === kept || number > (last ?? number),
    );
  }

  /** What was counted on these links so far, over all faults and all lives of a node. */
  tallyOf(links: readonly QualifiedLink[]): LinkTally {
    const sides = new Set(this.#place(links).map(({ side }) => keyOf(side)));
    let total = NO_TALLY;
    for (const { number, process, peers } of this.#installations.values()) {
      for (const [position, { peer }] of peers.entries()) {
        const tally = this.#tallies.get(`${String(number)} ${String(position)}`);
        const counts = sides.has(keyOf({ node: process.node, peer }));
        if (counts && tally !== undefined) total = addTally(total, tally);
      }
    }
    return total;
  }

  /** What these nodes have now. */
  installationsOn(ids: readonly NodeId[]): readonly Installation[] {
    return this.#network.processes(ids).flatMap((process) => this.#lifeOf(process).present);
  }

  /** From `others` to `keep`, of which `next` is yet to be put in place. */
  #change(
    keep: Installation | null,
    next: Installation | null,
    others: readonly Installation[],
  ): string {
    const { means } = this;
    const removals = others.map((other) => means.remove(other));
    // Where two can stand side by side, no packet passes between the old and the new.
    const install = next === null ? [] : [`( ${means.install(next)}\n) || exit 1`];
    const changes = means.exclusive ? [...removals, ...install] : [...install, ...removals];
    const last = Math.max(0, ...[...others, ...(keep === null ? [] : [keep])].map((i) => i.number));
    const done = `echo "${DONE} ${means.name} ${String(keep?.number ?? 0)} ${String(last)}"`;
    return [...changes, done].join("\n");
  }

  #lifeOf(process: NodeProcess): Life {
    const key = `${process.containerId}/${String(process.pid)}`;
    const known = this.#lives.get(key);
    if (known !== undefined) return known;
    const life: Life = { current: null, present: [] };
    this.#lives.set(key, life);
    return life;
  }

  #installation(process: NodeProcess, peers: readonly WorsePeer[]): Installation {
    const made: Installation = { number: this.#network.nextNumber(), process, peers };
    this.#installations.set(made.number, made);
    return made;
  }

  #wanted(id: NodeId): readonly WorsePeer[] {
    const worse = new Map<string, WorsePeer>();
    for (const { side, link } of [...this.#holding.values()].flat()) {
      if (side.node !== id) continue;
      const before = worse.get(keyOf(side))?.quality ?? {};
      const quality = combinedQuality(before, link.quality);
      worse.set(keyOf(side), { peer: side.peer, quality });
    }
    return [...worse.values()];
  }

  #place(links: readonly QualifiedLink[]): readonly Placed[] {
    return links.flatMap((link) => {
      const side = this.means.sideOf(link, this.#network);
      return side === null ? [] : [{ side, link }];
    });
  }
}

const keyOf = ({ node, peer }: LinkSide): string => `${node} ${peer.hook} ${peer.address}`;
