// Fencing tokens: they rise from one hold to the next in real time, and what they protect accepts no older one after a newer.
// As in Kleppmann, How to do distributed locking, 2016.
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { Rising } from "../keyed/rising.ts";
import { type LockHold, ownerOf } from "./holds.ts";

interface Given {
  readonly owner: string | number;
  readonly event: number;
}

export class Tokens {
  readonly #object: ObjectHistory;
  readonly #found: Findings;
  readonly #reentrant: boolean;
  readonly #given = new Map<number, Given>();
  readonly #newest = new Rising();
  /** Tokens with which writes were accepted. */
  readonly #used = new Rising();

  constructor(object: ObjectHistory, found: Findings, reentrant: boolean) {
    this.#object = object;
    this.#found = found;
    this.#reentrant = reentrant;
  }

  /** An acquire that succeeded. */
  acquired(event: number): void {
    const token = this.#object.value(event);
    if (typeof token !== "number") return;
    const owner = ownerOf(this.#object, event);
    const given = this.#given.get(token);
    const isAgain = this.#reentrant && given?.owner === owner;
    const newest = this.#newest.before(this.#object.otherHalf(event));
    if (newest !== null && (newest.value > token || (newest.value === token && !isAgain)))
      this.#note("token-not-rising", newest.event, event, () => {
        return `${eventAt(this.#object, event)} gave token ${String(token)} after ${eventAt(this.#object, newest.event)} had given ${String(newest.value)}`;
      });
    else if (given !== undefined && !isAgain)
      this.#note("token-given-twice", given.event, event, () => {
        return `${eventAt(this.#object, given.event)} and ${eventAt(this.#object, event)} both gave token ${String(token)}`;
      });
    if (given === undefined) this.#given.set(token, { owner, event });
    this.#newest.note(event, token);
  }

  /** A write that was accepted from whoever has that hold. */
  accepted(event: number, { token }: LockHold): void {
    if (token === null) return;
    const newer = this.#used.before(this.#object.otherHalf(event));
    if (newer !== null && newer.value > token)
      this.#note("old-token-accepted", newer.event, event, () => {
        return `a write with token ${String(token)} was accepted (${eventAt(this.#object, event)}) that was asked for after one with token ${String(newer.value)} (${eventAt(this.#object, newer.event)})`;
      });
    this.#used.note(event, token);
  }

  #note(kind: string, first: number, second: number, says: () => string): void {
    this.#found.anomaly(kind, () => ({
      says: says(),
      ops: [this.#object.otherHalf(first), this.#object.otherHalf(second)],
    }));
  }
}
