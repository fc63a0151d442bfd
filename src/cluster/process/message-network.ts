// The network: latency, loss, duplicates, reordering and cuts, each choice keyed by the seed, the link and the message's
// number on that link. Knows nodes and clients as mailboxes by name. Between nodes messages take their time; what
// clients send and are sent passes at once, unless a fault is on that link.
import type { Clock } from "../../core/clock.ts";
import type { Block } from "../../core/damage.ts";
import { toMs } from "../../core/duration.ts";
import type { ActiveFault } from "../../core/fault.ts";
import { HarnessError } from "../../core/errors.ts";
import { seed } from "../../core/ids.ts";
import { type Random, randomOf } from "../../core/random.ts";
import type { Endpoint, Link, LinkShape, Network, QualifiedLink } from "../api.ts";
import { Cut } from "./cut.ts";
import { Degradation } from "./degradation.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { fateOf } from "./fate.ts";
import { linkName } from "./link-name.ts";
import type { Message } from "./message.ts";

/** What is more than this many messages under way is dropped, as by a network that is full. */
const MAX_IN_FLIGHT = 100_000;

interface LinkState {
  readonly random: Random;
  /** Messages sent on it so far. */
  sent: number;
}

/** Those who send and are sent to. */
export interface Mailboxes {
  /** Puts a message into its receiver's hands; false where that one is down. */
  deliver(message: Message): boolean;
  /** Whose mailbox a name is. */
  endOf(name: string): Endpoint;
}

/** Carries messages. */
export class MessageNetwork implements Network, Disposable {
  readonly #shape: LinkShape;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #links = new Map<string, LinkState>();
  readonly #cuts = new Set<Cut>();
  readonly #degradations = new Set<Degradation>();
  readonly #queue: DeliveryQueue<Message>;
  readonly #mailboxes: Mailboxes;
  #faults = 0;

  constructor(shape: LinkShape, seedNumber: number, clock: Clock, mailboxes: Mailboxes) {
    this.#shape = shape;
    this.#random = randomOf(seed(seedNumber)).fork("network");
    this.#clock = clock;
    this.#mailboxes = mailboxes;
    this.#queue = new DeliveryQueue(clock, (message) => {
      // A cut also swallows what was under way when it began, as in Maelstrom.
      if (!this.#isCut(this.#linkOf(message))) mailboxes.deliver(message);
    });
  }

  /** Sends between nodes. */
  send(message: Message): void {
    const name = this.#linkOf(message);
    const random = this.#nextOn(name);
    for (const delayMs of fateOf(this.#shape, random))
      this.#sendLater(message, name, random, delayMs);
  }

  /** Sends from a client to a node or back. False where that node is down, and nobody will ever get it. */
  pass(message: Message): boolean {
    const name = this.#linkOf(message);
    if ([...this.#degradations].some((degradation) => degradation.covers(name))) {
      this.#sendLater(message, name, this.#nextOn(name), 0);
      return true;
    }
    return this.#isCut(name) || this.#mailboxes.deliver(message);
  }

  cut(links: readonly Link[], name: string, block?: Block): Promise<ActiveFault> {
    if (block !== undefined && block.how !== "drop") {
      throw new HarnessError("unsupported", `messages cannot be blocked by "${block.how}"`, {
        hint: "Use --backend docker: it takes connections and packets.",
      });
    }
    const cut = new Cut(links, name, () => this.#cuts.delete(cut));
    this.#cuts.add(cut);
    return Promise.resolve(cut);
  }

  degrade(links: readonly QualifiedLink[], name: string): Promise<ActiveFault> {
    const stream = `degradation ${String(++this.#faults)}`;
    const degradation = new Degradation(links, name, stream, () =>
      this.#degradations.delete(degradation),
    );
    this.#degradations.add(degradation);
    return Promise.resolve(degradation);
  }

  [Symbol.dispose](): void {
    this.#queue.clear();
    this.#cuts.clear();
    this.#degradations.clear();
  }

  /** Queues what the faults on the link leave of a message: each works on what those before it let through. */
  #sendLater(message: Message, link: string, random: Random, delayMs: number): void {
    const bytes = JSON.stringify(message).length + 1;
    const nowMs = toMs(this.#clock.now());
    let copies: readonly number[] = [delayMs];
    for (const degradation of this.#degradations) {
      copies = copies.flatMap((soFarMs, copy) =>
        degradation
          .fateOf({ link, bytes, nowMs, random: random.at(copy) })
          .map((extraMs) => soFarMs + extraMs),
      );
    }
    for (const waitMs of copies)
      if (this.#queue.size < MAX_IN_FLIGHT) this.#queue.add(message, waitMs);
  }

  #linkOf({ src, dest }: Message): string {
    return linkName({ from: this.#mailboxes.endOf(src), to: this.#mailboxes.endOf(dest) });
  }

  /** The source of choices for the next message on a link. */
  #nextOn(name: string): Random {
    let link = this.#links.get(name);
    if (link === undefined) {
      link = { random: this.#random.fork(name), sent: 0 };
      this.#links.set(name, link);
    }
    return link.random.at(link.sent++);
  }

  #isCut(link: string): boolean {
    let dropped = false;
    // Every cut that covers the link counts the message: each has to prove itself.
    for (const cut of this.#cuts) dropped = cut.drops(link) || dropped;
    return dropped;
  }
}
