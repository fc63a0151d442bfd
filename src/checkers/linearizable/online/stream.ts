// A history as it happens, taken apart into objects: pairs calls with their ends, and lets the first finding stand.
// Knows no data type.
import type { ProcessId } from "../../../core/ids.ts";
import { opIndex, type OpIndex } from "../../../core/ids.ts";
import type { HistoryEvent, Key } from "../../../core/op.ts";
import type { End, Finding, OnlineObject } from "./online-object.ts";

/** No order of the operations explains the history up to and with `event`; all that came before has one. */
export interface OnlineViolation {
  readonly event: OpIndex;
  /** Undefined where operations have no key. */
  readonly key: Key | undefined;
  /** Invocations of the operations that show it, as far as they are still remembered. */
  readonly ops: readonly OpIndex[];
  /** One plain sentence. */
  readonly because: string;
}

/** Judges a history event by event. */
export interface OnlineChecker {
  /** Takes the next event of the history; the violation that it makes certain, once. */
  push(event: HistoryEvent): OnlineViolation | null;
  /**
   * "checking": silence means that the history so far is linearizable. "deferred": for one key at least it left what can be decided
   * as it comes, and only checking the whole history can say; what is reported is true all the same.
   */
  readonly state: "checking" | "deferred";
}

/** An object and its key; without the object once nothing can be said of it any more. */
interface Place {
  readonly key: Key | undefined;
  object: OnlineObject<object> | null;
}

interface Flight {
  readonly f: string;
  readonly place: Place;
  readonly open: object;
}

/**
 * One object per key. An operation that ended `info` is never heard of again, so the stream forgets it; what remains of it (a value
 * that may yet be seen) is the object's to keep.
 */
export class Stream implements OnlineChecker {
  readonly #functions: ReadonlySet<string>;
  readonly #make: () => OnlineObject<object>;
  readonly #places = new Map<Key | undefined, Place>();
  readonly #flights = new Map<ProcessId, Flight>();
  #state: OnlineChecker["state"] = "checking";
  /** Found something, or was given what is no history: nothing more is judged. */
  #over = false;

  /** `functions` are those that the objects know. */
  constructor(functions: readonly string[], make: () => OnlineObject<object>) {
    this.#functions = new Set(functions);
    this.#make = make;
  }

  get state(): OnlineChecker["state"] {
    return this.#state;
  }

  push(event: HistoryEvent): OnlineViolation | null {
    const { process, type } = event;
    if (this.#over || process === "nemesis") return null;
    if (type === "invoke") {
      this.#call(process, event);
      return null;
    }
    const flight = this.#flights.get(process);
    if (flight?.f !== event.f) return this.#giveUp();
    this.#flights.delete(process);
    const { place } = flight;
    const found = place.object?.end(flight.open, event as End) ?? null;
    if (found !== null) return this.#violation(event.index, place, found);
    this.#heed(place);
    return null;
  }

  #call(process: ProcessId, event: HistoryEvent): void {
    const { f, index, value } = event;
    if (this.#flights.has(process) || !this.#functions.has(f)) {
      this.#giveUp();
      return;
    }
    const place = this.#placeOf(event.key);
    const open = place.object?.call({ index, f, input: value }) ?? GONE;
    this.#flights.set(process, { f, place, open });
    this.#heed(place);
  }

  #placeOf(key: Key | undefined): Place {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = { key, object: this.#make() };
    this.#places.set(key, place);
    return place;
  }

  #heed(place: Place): void {
    if (place.object === null || place.object.trust === "exact") return;
    this.#state = "deferred";
    if (place.object.trust === "none") place.object = null;
  }

  #violation(event: OpIndex, { key }: Place, { ops, because }: Finding): OnlineViolation {
    this.#over = true;
    return { event, key, ops: ops.map(opIndex), because };
  }

  #giveUp(): null {
    this.#over = true;
    this.#state = "deferred";
    return null;
  }
}

/** Stands for a call on an object of which nothing is known any more. */
const GONE = {};
