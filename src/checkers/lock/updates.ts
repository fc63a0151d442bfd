// Lost updates: two holders that read the same value and both wrote, so that one of them never saw what the other left.
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { ValueTable } from "../models/value-table.ts";
import type { LockHold } from "./holds.ts";

/** What a holder last saw, or left: the id of a value, and the event that showed it. */
interface Seen {
  readonly hold: LockHold;
  readonly value: number;
}

interface Update {
  readonly before: number;
  readonly event: number;
}

export class Updates {
  readonly #object: ObjectHistory;
  readonly #values = new ValueTable();
  /** How often each value was, or may have been, written. */
  readonly #written: number[] = [];
  readonly #seen = new Map<number, Seen>();
  readonly #updates: Update[] = [];

  constructor(object: ObjectHistory) {
    this.#object = object;
  }

  /** Any call of a write, by whomever. */
  called(event: number): void {
    if (this.#object.outcome(event) === "fail") return;
    const id = this.#values.idOf(this.#object.value(event));
    this.#written[id] = (this.#written[id] ?? 0) + 1;
  }

  /** A read that a holder was answered. */
  read(event: number, hold: LockHold): void {
    const value = this.#values.idOf(this.#object.value(event));
    this.#seen.set(this.#object.process(event), { hold, value });
  }

  /** A holder's write that was acknowledged. */
  wrote(event: number, hold: LockHold): void {
    const object = this.#object;
    const process = object.process(event);
    const seen = this.#seen.get(process);
    if (seen?.hold === hold) this.#updates.push({ before: seen.value, event });
    const value = this.#values.idOf(object.value(object.otherHalf(event)));
    this.#seen.set(process, { hold, value });
  }

  /** A value that was written once was there once: of two who read it and wrote, one overwrote the other unseen. */
  finish(found: Findings): void {
    const object = this.#object;
    const first = new Map<number, number>();
    for (const { before, event } of this.#updates) {
      const other = first.get(before);
      if (other === undefined) first.set(before, event);
      else if ((this.#written[before] ?? 0) <= 1)
        found.anomaly("lost-update", () => ({
          says: `two holders read ${this.#values.show(before)} and both wrote (${eventAt(object, other)}, ${eventAt(object, event)}): one of them lost the other's update`,
          ops: [object.otherHalf(other), object.otherHalf(event)],
        }));
    }
    found.count("updates", this.#updates.length);
  }
}
