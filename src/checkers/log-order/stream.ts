// One append-only log as clients saw it: which message each offset held, who sent it, whether it was polled. Judges what needs no
// poller: lost, duplicate, unexpected and contradicting messages.
import type { Json } from "../../core/json.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { ValueTable } from "../models/value-table.ts";

const NONE = -1;
/** Offsets of one message that a sentence names. */
const SHOWN = 5;

export class Stream {
  readonly name: string;
  readonly messages = new ValueTable();
  /** By message: calls that may have happened, the first of them, the first that failed, the first poll; NONE for none. */
  readonly sends: number[] = [];
  readonly firstSend: number[] = [];
  readonly firstFailed: number[] = [];
  readonly firstPoll: number[] = [];
  /** Acknowledgements: the message, its offset (NaN: not told) and the event. */
  readonly ackMessage: number[] = [];
  readonly ackOffset: number[] = [];
  readonly ackEvent: number[] = [];
  /** By message: its first offset (NONE before it is known), and those of messages that have several. */
  readonly #firstPlace: number[] = [];
  readonly #morePlaces = new Map<number, number[]>();
  /** Offsets by dense ids, and by these: the message, and the first event that told it. */
  readonly #slots = new ValueTable();
  readonly #messageAt: number[] = [];
  readonly #toldAt: number[] = [];
  /** By process: its last acknowledgement with an offset. */
  readonly #lastAck = new Map<number, number>();
  /** Known offsets, ascending, and their ranks; set by `seal`. */
  offsets: Float64Array = new Float64Array();
  #ranks: Int32Array = new Int32Array();
  /** By rank: pollers that went past it without seeing it, as differences. */
  #passed: Int32Array = new Int32Array();

  constructor(name: string) {
    this.name = name;
  }

  idOf(message: unknown): number {
    const id = this.messages.idOf(message);
    if (id === this.sends.length) {
      this.sends.push(0);
      for (const events of [this.firstSend, this.firstFailed, this.firstPoll]) events.push(NONE);
      this.#firstPlace.push(NONE);
    }
    return id;
  }

  called(message: unknown, call: number, failed: boolean): void {
    const id = this.idOf(message);
    const first = failed ? this.firstFailed : this.firstSend;
    if (first[id] === NONE) first[id] = call;
    if (!failed) this.sends[id] = (this.sends[id] as number) + 1;
  }

  acknowledged(
    message: unknown,
    offset: number | null,
    event: number,
    object: ObjectHistory,
    found: Findings,
  ): void {
    const id = this.idOf(message);
    const ack = this.ackMessage.push(id) - 1;
    this.ackOffset.push(offset ?? NaN);
    this.ackEvent.push(event);
    if (offset === null) return;
    this.#hold(offset, id, event, found, object);
    const process = object.process(event);
    const last = this.#lastAck.get(process);
    this.#lastAck.set(process, ack);
    if (last === undefined || (this.ackOffset[last] as number) < offset) return;
    found.anomaly("nonmonotonic-send", () => ({
      says: `process ${String(process)} sent to ${this.name} at offset ${String(this.ackOffset[last])}, then at ${String(offset)} (event ${String(event)})`,
      ops: [object.otherHalf(this.ackEvent[last] as number), object.otherHalf(event)],
    }));
  }

  polled(
    offset: number,
    message: unknown,
    event: number,
    found: Findings,
    object: ObjectHistory,
  ): void {
    const id = this.idOf(message);
    if (this.firstPoll[id] === NONE) this.firstPoll[id] = event;
    found.observations++;
    this.#hold(offset, id, event, found, object);
    if (this.firstSend[id] !== NONE) return;
    const failed = this.firstFailed[id] as number;
    const saw = `event ${String(event)} polled ${this.messages.show(id)} from ${this.name}`;
    const poll = object.otherHalf(event);
    if (failed !== NONE)
      found.anomaly("aborted-read", () => ({
        says: `${saw}, whose send failed`,
        ops: [failed, poll],
      }));
    else
      found.anomaly("unexpected-message", () => ({
        says: `${saw}, which nobody had sent`,
        ops: [poll],
      }));
  }

  #hold(offset: number, id: number, event: number, found: Findings, object: ObjectHistory): void {
    const slot = this.#slots.idOf(offset);
    if (slot === this.#messageAt.length) {
      this.#messageAt.push(id);
      this.#toldAt.push(event);
    }
    const [held, told] = [this.#messageAt[slot] as number, this.#toldAt[slot] as number];
    if (held !== id)
      found.anomaly("inconsistent-offset", () => ({
        says: `offset ${String(offset)} of ${this.name} holds ${this.messages.show(held)} at event ${String(told)} and ${this.messages.show(id)} at event ${String(event)}`,
        ops: [object.otherHalf(told), object.otherHalf(event)],
      }));
    this.#place(id, offset);
  }

  #place(id: number, offset: number): void {
    const first = this.#firstPlace[id];
    if (first === NONE) this.#firstPlace[id] = offset;
    else if (first !== offset) {
      const more = this.#morePlaces.get(id) ?? [];
      this.#morePlaces.set(id, more);
      if (!more.includes(offset)) more.push(offset);
    }
  }

  /** Messages at several offsets, with these. */
  *repeated(): Iterable<readonly [message: number, offsets: readonly number[]]> {
    for (const [id, more] of this.#morePlaces)
      yield [id, [this.#firstPlace[id] as number, ...more]];
  }

  /** All offsets are known now. */
  seal(): void {
    this.offsets = Float64Array.from(
      this.#messageAt,
      (_, slot) => this.#slots.valueOf(slot) as number,
    ).sort();
    this.#ranks = new Int32Array(this.offsets.length);
    for (const [rank, offset] of this.offsets.entries())
      this.#ranks[this.#slots.idOf(offset)] = rank;
    this.#passed = new Int32Array(this.offsets.length + 1);
  }

  rankOf(offset: number): number {
    return this.#ranks[this.#slots.idOf(offset)] as number;
  }

  /** The rank of the first known offset from there on. */
  rankFrom(offset: number): number {
    let [low, high] = [0, this.offsets.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.offsets[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Offset and message at a rank, for sentences. */
  showRank(rank: number): string {
    const offset = this.offsets[rank] as number;
    return `${this.messages.show(this.#messageAt[this.#slots.idOf(offset)] as number)} at offset ${String(offset)}`;
  }

  /** The event that told what is at a rank. */
  eventAt(rank: number): number {
    return this.#toldAt[this.#slots.idOf(this.offsets[rank])] as number;
  }

  /** A poller went from before rank `from` to rank `to` without seeing what is in between. */
  pass(from: number, to: number): void {
    this.#passed[from] = (this.#passed[from] as number) + 1;
    this.#passed[to] = (this.#passed[to] as number) - 1;
  }

  /** By rank: whether a poller went past it. */
  passed(): readonly boolean[] {
    let pollers = 0;
    return Array.from(this.offsets, (_, rank) => (pollers += this.#passed[rank] as number) > 0);
  }
}

/** Messages that pollers went past and nobody saw are lost; those that none came to are only counted. */
export function judgeStream(stream: Stream, object: ObjectHistory, found: Findings): void {
  const passed = stream.passed();
  let [unseen, lost] = [0, 0];
  for (const [ack, message] of stream.ackMessage.entries()) {
    if (stream.firstPoll[message] !== NONE) continue;
    const offset = stream.ackOffset[ack] as number;
    const event = stream.ackEvent[ack] as number;
    if (Number.isNaN(offset) || passed[stream.rankOf(offset)] !== true) {
      unseen++;
      continue;
    }
    lost++;
    found.list("lostMessages", () => stream.messages.valueOf(message) as Json);
    found.anomaly("lost-write", () => ({
      says: `the send of ${stream.messages.show(message)} to ${stream.name} was acknowledged with offset ${String(offset)} at event ${String(event)}, pollers went past it, and nobody ever got it`,
      ops: [object.otherHalf(event)],
    }));
  }
  found.count("acknowledged", stream.ackMessage.length);
  found.count("unseen", unseen);
  found.count("lost", lost);
  noteDuplicates(stream, object, found);
}

function noteDuplicates(stream: Stream, object: ObjectHistory, found: Findings): void {
  for (const [id, places] of stream.repeated()) {
    if (places.length <= Math.max(1, stream.sends[id] as number)) continue;
    found.count("duplicated", 1);
    found.anomaly("duplicate-message", () => ({
      says: `${stream.messages.show(id)} is at the offsets ${places.slice(0, SHOWN).join(", ")} of ${stream.name}, and was sent ${String(stream.sends[id])} times`,
      ops: places
        .slice(0, SHOWN)
        .map((offset) => object.otherHalf(stream.eventAt(stream.rankOf(offset)))),
    }));
  }
}
