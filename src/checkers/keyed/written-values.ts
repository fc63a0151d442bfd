// The values of one object that clients wrote (added, sent, enqueued): when each was first called for and first acknowledged.
// Knows nothing of how they are read.
import { ValueTable } from "../models/value-table.ts";
import type { ObjectHistory } from "./object-history.ts";

const NONE = -1;

/** Values by dense ids; the arrays hold events, -1 for none. */
export class WrittenValues {
  /** First call that may have happened. */
  readonly call: number[] = [];
  /** First acknowledgement. */
  readonly ok: number[] = [];
  /** First call that certainly did not happen. */
  readonly failed: number[] = [];
  readonly #table = new ValueTable();

  /** Calls of the `functions` write their value, or what `valueOf` makes of it. */
  constructor(
    object: ObjectHistory,
    functions: readonly string[],
    valueOf: (event: number) => unknown = (event) => object.value(event),
  ) {
    for (const event of object.events) {
      if (!functions.includes(object.f(event))) continue;
      if (object.isCall(event)) this.#called(this.idOf(valueOf(event)), event, object);
      else if (object.isOk(event))
        this.#acknowledged(this.idOf(valueOf(object.otherHalf(event))), event);
    }
  }

  #called(id: number, event: number, object: ObjectHistory): void {
    const first = object.outcome(event) === "fail" ? this.failed : this.call;
    if (first[id] === NONE) first[id] = event;
  }

  #acknowledged(id: number, event: number): void {
    if (this.ok[id] === NONE) this.ok[id] = event;
  }

  /** The id of any value, written or not. */
  idOf(value: unknown): number {
    const id = this.#table.idOf(value);
    if (id === this.call.length) {
      this.call.push(NONE);
      this.ok.push(NONE);
      this.failed.push(NONE);
    }
    return id;
  }

  get size(): number {
    return this.call.length;
  }

  valueOf(id: number): unknown {
    return this.#table.valueOf(id);
  }

  show(id: number): string {
    return this.#table.show(id);
  }

  /** Where a value seen by `event` comes from. "aborted": only from calls that certainly did not happen. */
  origin(id: number, event: number): "written" | "aborted" | "nowhere" {
    const called = this.call[id] as number;
    if (called !== NONE && called < event) return "written";
    const failed = this.failed[id] as number;
    return failed !== NONE && failed < event ? "aborted" : "nowhere";
  }
}
