// One fault that makes links worse while it holds: its links, what became of the packets on them, its healing.
import { nodeEnds, type QualifiedLink } from "../api.ts";
import { messageOf } from "../../core/errors.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import {
  addTally,
  effectsOf,
  evidenceOf,
  type LinkTally,
  NO_TALLY,
} from "../../core/link-tally.ts";
import type { DockerNetwork } from "./docker-network.ts";
import type { Installation } from "./link-means.ts";
import type { NodeJob } from "./node-jobs.ts";
import type { Shaper } from "./shaper.ts";

/** The links that one shaper is to make worse. */
export interface Share {
  readonly shaper: Shaper;
  readonly links: readonly QualifiedLink[];
}

interface Installed {
  readonly shaper: Shaper;
  readonly installation: Installation;
}

export class Degradation implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #network: DockerNetwork;
  readonly #shares: readonly Share[];
  readonly #id = Symbol("a degradation");
  /** What was counted on its links before it. */
  readonly #before: LinkTally;
  /** What its nodes had when it was healed. */
  #installed: readonly Installed[] = [];
  /** What was counted until it was healed. */
  #after: LinkTally | null = null;
  #healing: Promise<void> | null = null;

  constructor(network: DockerNetwork, name: string, shares: readonly Share[]) {
    this.name = name;
    this.#network = network;
    this.#shares = shares;
    const links = shares.flatMap((share) => share.links);
    this.targets = nodeEnds(links.flatMap(({ from, to }) => [from, to]));
    this.#before = this.#counted();
    for (const share of shares) share.shaper.hold(this.#id, share.links);
  }

  /** What its nodes lack of it. */
  jobs(): readonly NodeJob[] {
    return this.#shares.flatMap(({ shaper, links }) => shaper.jobsFor(shaper.nodesOf(links)));
  }

  get byHand(): string | undefined {
    const commands = this.#present().map(({ shaper, installation }) =>
      this.#network.byHand(installation.process, shaper.means.byHand(installation)),
    );
    return commands.length === 0 ? undefined : commands.join("; ");
  }

  async evidence(): Promise<Evidence> {
    if (this.#healing === null) {
      await this.#network.read(this.#shares.flatMap(({ shaper, links }) => shaper.nodesOf(links)));
    }
    const links = this.#shares.flatMap((share) => share.links);
    return evidenceOf({
      tally: addTally(this.#after ?? this.#counted(), this.#before, -1),
      effects: [...new Set(links.flatMap(({ quality }) => effectsOf(quality)))],
      counted: this.#shares.flatMap(({ shaper }) => shaper.means.counts),
      what: "packets",
      links: links.length,
    });
  }

  async healed(): Promise<Evidence> {
    if (this.#healing === null) return { seen: false, why: "it was not healed yet" };
    const alive = this.#network.processes(this.targets);
    const jobs = this.#installed
      .filter(({ installation }) => alive.some(({ pid }) => pid === installation.process.pid))
      .map(({ shaper, installation }) => ({
        process: installation.process,
        script: shaper.means.isGone(installation),
      }));
    try {
      await this.#network.run(jobs);
      const nodes = `${String(alive.length)} running nodes`;
      return { seen: true, detail: `what made the links worse is gone on ${nodes}` };
    } catch (error) {
      return { seen: false, why: `a link may still be worse: ${messageOf(error)}` };
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return (this.#healing ??= this.#heal());
  }

  async #heal(): Promise<void> {
    this.#installed = this.#present();
    for (const { shaper } of this.#shares) shaper.release(this.#id);
    try {
      await this.#network.run(this.jobs());
      this.#after = this.#counted();
    } catch (error) {
      this.#healing = null;
      throw error;
    }
  }

  #present(): readonly Installed[] {
    return this.#shares.flatMap(({ shaper, links }) =>
      shaper
        .installationsOn(shaper.nodesOf(links))
        .map((installation) => ({ shaper, installation })),
    );
  }

  #counted(): LinkTally {
    return this.#shares
      .map(({ shaper, links }) => shaper.tallyOf(links))
      .reduce((a, b) => addTally(a, b), NO_TALLY);
  }
}
