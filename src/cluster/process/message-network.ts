// The network between nodes: latency, loss, duplicates, reordering and cuts, each choice keyed by the seed, the link and
// the message's number on that link. Knows nodes as mailboxes by name; clients are not on it.
import type { Clock } from "../../core/clock.ts";
import type { ActiveFault } from "../../core/fault.ts";
import { HarnessError } from "../../core/errors.ts";
import { seed } from "../../core/ids.ts";
import { type Random, randomOf } from "../../core/random.ts";
import type { Link, LinkShape, Network } from "../api.ts";
import { Cut } from "./cut.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { fateOf } from "./fate.ts";
import { linkName } from "./cut.ts";
import type { Message } from "./message.ts";

/** What is more than this many messages under way is dropped, as by a network that is full. */
const MAX_IN_FLIGHT = 100_000;

interface LinkState {
  readonly random: Random;
  /** Messages sent on it so far. */
  sent: number;
}

/** Carries messages between nodes; `deliver` puts one into its receiver's hands. */
export class MessageNetwork implements Network, Disposable {
  readonly #shape: LinkShape;
  readonly #random: Random;
  readonly #links = new Map<string, LinkState>();
  readonly #cuts = new Set<Cut>();
  readonly #queue: DeliveryQueue<Message>;

  constructor(shape: LinkShape, seedNumber: number, clock: Clock, deliver: (m: Message) => void) {
    this.#shape = shape;
    this.#random = randomOf(seed(seedNumber)).fork("network");
    this.#queue = new DeliveryQueue(clock, (message) => {
      // A cut also swallows what was under way when it began, as in Maelstrom.
      if (!this.#isCut(message)) deliver(message);
    });
  }

  send(message: Message): void {
    const link = this.#linkOf(message);
    const random = link.random.at(link.sent++);
    for (const delayMs of fateOf(this.#shape, random))
      if (this.#queue.size < MAX_IN_FLIGHT) this.#queue.add(message, delayMs);
  }

  cut(links: readonly Link[], name: string): Promise<ActiveFault> {
    const cut = new Cut(links, name, () => this.#cuts.delete(cut));
    this.#cuts.add(cut);
    return Promise.resolve(cut);
  }

  degrade(): Promise<ActiveFault> {
    throw new HarnessError("unsupported", "links cannot be made worse yet");
  }

  [Symbol.dispose](): void {
    this.#queue.clear();
    this.#cuts.clear();
  }

  #linkOf(message: Message): LinkState {
    const name = linkName(message.src, message.dest);
    let link = this.#links.get(name);
    if (link === undefined) {
      link = { random: this.#random.fork(name), sent: 0 };
      this.#links.set(name, link);
    }
    return link;
  }

  #isCut(message: Message): boolean {
    let dropped = false;
    // Every cut that covers the link counts the message: each has to prove itself.
    for (const cut of this.#cuts) dropped = cut.drops(message) || dropped;
    return dropped;
  }
}
