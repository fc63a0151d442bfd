// The shapes in which clients record watches and the writes that they see.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";

export interface WatchEvent {
  readonly revision: number;
  readonly key: string;
  readonly content: WatchContent;
}

/** What happened to the key. */
export interface WatchContent {
  readonly type: unknown;
  readonly value: unknown;
}

/** One answer of a watch. */
export interface WatchAnswer {
  readonly events: readonly WatchEvent[];
  /** All events up to this revision were delivered by now; null where nothing is said. */
  readonly bookmark: number | null;
}

/** Where a watch starts, and what it is to show. */
export interface WatchStart {
  /** The first revision wanted; from now on when left out. */
  readonly from?: number;
  readonly key?: string;
  readonly prefix?: string;
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === "object" && value !== null;

/** A call of `watch` starts anew with `{ from?, key?, prefix? }`, and goes on with null. */
export function startOf(object: ObjectHistory, call: number, found: Findings): WatchStart | null {
  const value = object.value(call);
  if (value === null || value === undefined) return null;
  if (!isObject(value)) return found.unreadable(call, "a watch of what is no start");
  const { from } = value;
  if (from !== undefined && from !== null && typeof from !== "number")
    return found.unreadable(call, "a watch from what is no revision");
  return value;
}

/** `[event, …]`, or `{ events, bookmark }`; an event is `{ revision, key, type?, value? }`, or `[revision, key, value]`. */
export function answerOf(object: ObjectHistory, event: number, found: Findings): WatchAnswer {
  const value = object.value(event) ?? [];
  const { events, bookmark } = (Array.isArray(value) ? { events: value } : value) as Members;
  if (bookmark !== undefined && bookmark !== null && typeof bookmark !== "number")
    return found.unreadable(event, "a bookmark that is no revision");
  const list = events ?? [];
  if (!Array.isArray(list)) return found.unreadable(event, "a watch with no list of events");
  return { events: list.map((one) => eventOf(one, event, found)), bookmark: bookmark ?? null };
}

function eventOf(one: unknown, event: number, found: Findings): WatchEvent {
  const members: Members = Array.isArray(one)
    ? { revision: one[0] as unknown, key: one[1] as unknown, value: one[2] as unknown }
    : isObject(one)
      ? one
      : {};
  const { revision, key, value, type } = members;
  if (typeof revision !== "number" || (typeof key !== "string" && typeof key !== "number"))
    return found.unreadable(event, "a watched event without revision and key");
  return { revision, key: String(key), content: { type, value } };
}

/** The key and the revision that an ok write (any other function with a key) got; null where it does not tell. */
export function writeOf(object: ObjectHistory, event: number): Omit<WatchEvent, "content"> | null {
  const answer = object.value(event);
  const revision = isObject(answer) ? answer["revision"] : null;
  const input = object.value(object.otherHalf(event));
  const key = object.keyOf(event) ?? (isObject(input) ? input["key"] : null);
  if (typeof revision !== "number" || (typeof key !== "string" && typeof key !== "number"))
    return null;
  return { revision, key: String(key) };
}
