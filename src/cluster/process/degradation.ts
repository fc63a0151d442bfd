// One set of links that are worse while it holds: what becomes of each message on them, and the counts that prove it.
// Knows no queue and no nodes. A message whose bits were flipped is lost: any checksum would have told.
import type { LinkQuality } from "../../core/damage.ts";
import type { ActiveFault, Evidence } from "../../core/fault.ts";
import type { NodeId } from "../../core/ids.ts";
import {
  addTally,
  effectsOf,
  evidenceOf,
  type LinkTally,
  NO_TALLY,
} from "../../core/link-tally.ts";
import type { Random } from "../../core/random.ts";
import { nodeEnds, type QualifiedLink } from "../api.ts";
import { linkName } from "./link-name.ts";
import { delayOf, isLost } from "./link-chance.ts";

/** A message about to be sent. `random` is the source of its choices. */
interface Sent {
  readonly link: string;
  readonly bytes: number;
  readonly nowMs: number;
  readonly random: Random;
}

interface LinkState {
  readonly quality: LinkQuality;
  /** In a burst of losses. */
  bad: boolean;
  /** When the link has sent all that it was given, at its rate. */
  busyUntilMs: number;
}

export class Degradation implements ActiveFault {
  readonly name: string;
  readonly targets: readonly NodeId[];
  readonly #links: ReadonlyMap<string, LinkState>;
  readonly #stream: string;
  readonly #lift: () => void;
  #tally: LinkTally = NO_TALLY;
  #holds = true;

  /** `stream` keeps its choices apart from those of other faults. */
  constructor(links: readonly QualifiedLink[], name: string, stream: string, lift: () => void) {
    this.name = name;
    this.targets = [...nodeEnds(links.flatMap(({ from, to }) => [from, to]))].sort();
    this.#links = new Map(
      links.map((link) => [linkName(link), { quality: link.quality, bad: false, busyUntilMs: 0 }]),
    );
    this.#stream = stream;
    this.#lift = lift;
  }

  covers(link: string): boolean {
    return this.#links.has(link);
  }

  /** Milliseconds that each copy of a message takes longer; none when it is lost, 0 on links that are not worse. */
  fateOf(sent: Sent): readonly number[] {
    const state = this.#links.get(sent.link);
    if (state === undefined) return [0];
    const { quality } = state;
    const random = sent.random.fork(this.#stream);
    const lost = isLost(quality, state, random);
    const duplicated = random.chance(quality.duplicate ?? 0);
    const copies = Array.from({ length: 1 + Number(duplicated) - Number(lost) }, () =>
      this.#copy(sent, state, random),
    );
    this.#count({ seen: 1, lost: Number(lost), duplicated: Number(duplicated) });
    return copies.filter((delayMs) => delayMs !== null);
  }

  #copy({ bytes, nowMs }: Sent, state: LinkState, random: Random): number | null {
    const { quality } = state;
    if (random.chance(quality.corrupt ?? 0)) {
      this.#count({ corrupted: 1 });
      return null;
    }
    if (random.chance(quality.reorder ?? 0)) {
      this.#count({ reordered: 1 });
      return 0;
    }
    let atMs = nowMs + delayOf(quality, random);
    if (quality.rateKbit !== undefined) {
      atMs = Math.max(atMs, state.busyUntilMs) + (bytes * 8) / quality.rateKbit;
      state.busyUntilMs = atMs;
    }
    this.#count({ delayed: Number(atMs > nowMs) });
    return atMs - nowMs;
  }

  #count(counts: Partial<LinkTally>): void {
    this.#tally = addTally(this.#tally, { ...NO_TALLY, ...counts });
  }

  evidence(): Promise<Evidence> {
    const effects = [...this.#links.values()].flatMap(({ quality }) => effectsOf(quality));
    return Promise.resolve(
      evidenceOf({
        tally: this.#tally,
        effects: [...new Set(effects)],
        what: "messages",
        links: this.#links.size,
      }),
    );
  }

  healed(): Promise<Evidence> {
    return Promise.resolve(
      this.#holds
        ? { seen: false, why: "the links are still worse" }
        : { seen: true, detail: `${String(this.#links.size)} links are as they were` },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#holds = false;
    this.#lift();
    return Promise.resolve();
  }
}
