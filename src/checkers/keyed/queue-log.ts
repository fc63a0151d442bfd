// What went into and came out of one queue, by element: drains expanded, empty answers apart. Knows no promise of any queue.
import { ValueTable } from "../models/value-table.ts";
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";

/** Functions of a queue: `enqueue` an element; `dequeue` answers with one, or null when it found none; `drain` with all. */
export const QUEUE_FUNCTIONS = ["enqueue", "dequeue", "drain"] as const;

const NONE = -1;

/** Elements by dense ids. Arrays hold counts, or events with -1 for none. */
export class QueueLog {
  /** Enqueues called, those that certainly failed left out. */
  readonly called: number[] = [];
  readonly acknowledged: number[] = [];
  /** Enqueues that certainly failed. */
  readonly failed: number[] = [];
  readonly dequeued: number[] = [];
  readonly firstCall: number[] = [];
  readonly lastOk: number[] = [];
  /** The first answer that gave it out. */
  readonly firstOut: number[] = [];
  /** Dequeues whose outcome is unknown: each may have swallowed an element; Infinity once a drain is among them. */
  mayHaveSwallowed = 0;
  /** The latest call that found the queue empty, or emptied it. */
  lastEmpty = NONE;
  /** By position in the object's events: the element of an enqueue's call or acknowledgement; NONE elsewhere. */
  readonly enqueuedAt: Int32Array;
  readonly #table = new ValueTable();

  /** `step` is told of each enqueue at its call and each element at the answer that gave it out, in order. */
  constructor(
    object: ObjectHistory,
    found: Findings,
    step: (log: QueueLog, id: number, event: number, out: boolean) => void = () => undefined,
  ) {
    this.enqueuedAt = new Int32Array(object.events.length).fill(NONE);
    for (const [position, event] of object.events.entries()) {
      const f = object.f(event);
      if (f === "enqueue") this.enqueuedAt[position] = this.#enqueue(object, event, step);
      else if (f === "dequeue") this.#dequeue(object, event, step);
      else if (f === "drain") this.#drain(object, event, found, step);
    }
  }

  #enqueue(object: ObjectHistory, event: number, step: QueueStep): number {
    const isCall = object.isCall(event);
    const outcome = object.outcome(event);
    if (!isCall && outcome !== "ok") return NONE;
    const id = this.#idOf(object.value(isCall ? event : object.otherHalf(event)));
    if (!isCall) {
      add(this.acknowledged, id);
      this.lastOk[id] = event;
    } else if (outcome === "fail") add(this.failed, id);
    else {
      add(this.called, id);
      if (this.firstCall[id] === NONE) this.firstCall[id] = event;
      step(this, id, event, false);
    }
    return id;
  }

  #dequeue(object: ObjectHistory, event: number, step: QueueStep): void {
    const outcome = object.outcome(event);
    if (object.isCall(event)) {
      if (outcome === "info") this.mayHaveSwallowed++;
      return;
    }
    const value = object.value(event);
    const call = object.otherHalf(event);
    const foundNone =
      (outcome === "ok" && (value === null || value === undefined)) ||
      (outcome === "fail" && object.errorCode(event) === "precondition");
    if (foundNone) this.lastEmpty = Math.max(this.lastEmpty, call);
    else if (outcome === "ok") this.#out(value, event, step);
  }

  #drain(object: ObjectHistory, event: number, found: Findings, step: QueueStep): void {
    const outcome = object.outcome(event);
    if (object.isCall(event)) {
      if (outcome === "info") this.mayHaveSwallowed = Infinity;
      return;
    }
    if (outcome !== "ok") return;
    const value = object.value(event) ?? [];
    if (!Array.isArray(value)) return found.unreadable(event, "a drain answered with no list");
    for (const element of value as readonly unknown[]) this.#out(element, event, step);
    this.lastEmpty = Math.max(this.lastEmpty, object.otherHalf(event));
  }

  #out(value: unknown, event: number, step: QueueStep): void {
    const id = this.#idOf(value);
    add(this.dequeued, id);
    if (this.firstOut[id] === NONE) this.firstOut[id] = event;
    step(this, id, event, true);
  }

  #idOf(value: unknown): number {
    const id = this.#table.idOf(value);
    if (id < this.called.length) return id;
    for (const counts of [this.called, this.acknowledged, this.failed, this.dequeued])
      counts.push(0);
    for (const events of [this.firstCall, this.lastOk, this.firstOut]) events.push(NONE);
    return id;
  }

  get size(): number {
    return this.called.length;
  }

  valueOf(id: number): unknown {
    return this.#table.valueOf(id);
  }

  show(id: number): string {
    return this.#table.show(id);
  }
}

type QueueStep = (log: QueueLog, id: number, event: number, out: boolean) => void;

function add(counts: number[], id: number): void {
  counts[id] = (counts[id] as number) + 1;
}
