// Who held a lock from when to when, as far as that is certain: a hold begins when its acquire returns and ends when its release
// is called. A release of unknown outcome may have come through; an acquire of unknown outcome may never have.
import { certainNs, type ClockBounds } from "../keyed/clock-bounds.ts";
import type { Hold as Interval } from "../keyed/furthest.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";

export interface HoldOptions extends ClockBounds {
  /**
   * The lock may be given to somebody else so long after it was asked for, by its own clock: a hold is certain until then, released or
   * not. Left out, a hold lasts until its holder asks to release it, or does its last operation.
   */
  readonly leaseMs?: number;
  /** False: who never releases it holds it for ever. True when left out. */
  readonly expires?: boolean;
  /** Its owner may acquire it again, and holds it until as many releases. */
  readonly reentrant?: boolean;
}

/** One hold; events. */
export interface LockHold extends Interval {
  readonly acquire: number;
  readonly begin: number;
  readonly token: number | null;
  /** It certainly holds at all events before, from `begin` on. */
  end: number;
  /** The last call of its process while it held; its begin where there is none. */
  lastCall: number;
}

/** What an owner has acquired and not yet asked to release; below zero, releases that may come through later. */
interface Account {
  holds: number;
  current: LockHold | null;
}

export class Holds {
  /** In order of their begins. */
  readonly all: LockHold[] = [];
  readonly #object: ObjectHistory;
  readonly #options: HoldOptions;
  readonly #accounts = new Map<string | number, Account>();
  /** Process → the hold that its acquire began. */
  readonly #ofProcess = new Map<number, LockHold>();

  constructor(object: ObjectHistory, options: HoldOptions) {
    this.#object = object;
    this.#options = options;
  }

  /** The hold under which a process acts; undefined for none. */
  of(process: number): LockHold | undefined {
    return this.#ofProcess.get(process);
  }

  /** Takes the next event. */
  take(event: number): void {
    const object = this.#object;
    const hold = this.#ofProcess.get(object.process(event));
    if (hold !== undefined && object.isCall(event)) hold.lastCall = event;
    const f = object.f(event);
    if (f === "release") this.#release(event);
    else if (f === "acquire" && !object.isCall(event) && object.isOk(event)) this.#acquired(event);
  }

  /** Settles where each hold ends. Call once, after the last event. */
  finish(): void {
    const { leaseMs, expires = true } = this.#options;
    const ends = leaseMs === undefined ? null : new LeaseEnds(this.#object);
    for (const hold of this.all) {
      // At that call it still held it, so the end is after it, and before whatever comes next.
      if (hold.end === Infinity && expires && leaseMs === undefined) hold.end = hold.lastCall + 0.5;
      if (ends === null || leaseMs === undefined) continue;
      const certain = certainNs(leaseMs, this.#options);
      hold.end = Math.min(hold.end, ends.firstAt(this.#object.time(hold.acquire) + certain));
    }
  }

  #accountOf(event: number): Account {
    const owner = ownerOf(this.#object, event);
    let account = this.#accounts.get(owner);
    if (account === undefined) this.#accounts.set(owner, (account = { holds: 0, current: null }));
    return account;
  }

  #acquired(event: number): void {
    const object = this.#object;
    const account = this.#accountOf(event);
    const call = object.otherHalf(event);
    if (account.current !== null && this.#options.reentrant !== true) {
      // It was given what it had not released. Where holds expire, the last call of the earlier one was this.
      account.holds = 0;
      account.current = null;
    }
    account.holds++;
    if (account.holds !== 1) {
      if (account.current !== null) this.#ofProcess.set(object.process(event), account.current);
      return;
    }
    const value = object.value(event);
    const hold: LockHold = {
      owner: ownerOf(object, event),
      acquire: call,
      begin: event,
      token: typeof value === "number" ? value : null,
      end: Infinity,
      lastCall: event,
    };
    account.current = hold;
    this.#ofProcess.set(object.process(event), hold);
    this.all.push(hold);
  }

  #release(event: number): void {
    const object = this.#object;
    const outcome = object.outcome(event);
    const completion = object.isCall(event) ? object.otherHalf(event) : event;
    const wasLost = outcome === "fail" && object.errorCode(completion) === "precondition";
    if (outcome === "fail" && !wasLost) return;
    const account = this.#accountOf(event);
    if (!object.isCall(event)) {
      // It took effect, on nothing that is known of: it will not take away a later hold.
      if (account.holds < 0 && outcome !== "info") account.holds++;
      return;
    }
    account.holds = wasLost ? Math.min(0, account.holds) : account.holds - 1;
    if (account.holds > 0 || account.current === null) return;
    account.current.end = event;
    account.current = null;
    this.#ofProcess.delete(object.process(event));
  }
}

/** The input of a lock's operation names its owner; without, it is the process. */
export function ownerOf(object: ObjectHistory, event: number): string | number {
  const call = object.isCall(event) ? event : object.otherHalf(event);
  const input = object.value(call);
  return typeof input === "string" ? input : object.process(event);
}

/** Which event is the first at a time or later, whatever the order of times. */
class LeaseEnds {
  readonly #events: Int32Array;
  /** The latest time so far, by position among the object's events. */
  readonly #latest: Float64Array;

  constructor(object: ObjectHistory) {
    this.#events = object.events;
    this.#latest = new Float64Array(object.events.length);
    let latest = -Infinity;
    for (const [position, event] of object.events.entries()) {
      latest = Math.max(latest, object.time(event));
      this.#latest[position] = latest;
    }
  }

  firstAt(ns: number): number {
    let [low, high] = [0, this.#latest.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#latest[middle] as number) < ns) low = middle + 1;
      else high = middle;
    }
    return this.#events[low] ?? Infinity;
  }
}
