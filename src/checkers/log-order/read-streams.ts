// Reads sends and polls, in the shapes in which clients record them, into streams. Knows no promise of a log.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { showValue } from "../models/value-table.ts";
import { Stream } from "./stream.ts";

/**
 * `send` a message to the operation's key (or `{ key, msg }`), answered with its offset (or `{ offset }`; null: not told). `poll` is
 * answered with `[[offset, message], …]` of the operation's key, or with `{ key: [[offset, message], …] }`; called with
 * `{ offsets: { key: from } }` it starts there. After `assign`, `subscribe` or `crash` a process may poll from anywhere.
 */
export const LOG_FUNCTIONS = ["send", "poll", "assign", "subscribe", "crash"] as const;

export interface Streams {
  readonly all: readonly Stream[];
  readonly named: (key: unknown) => Stream;
}

export type Polled = readonly (readonly [offset: number, message: unknown])[];

export function readStreams(object: ObjectHistory, found: Findings): Streams {
  const all: Stream[] = [];
  const byName = new Map<string, Stream>();
  const named = (key: unknown): Stream => {
    const name = typeof key === "string" ? key : showValue(key);
    let stream = byName.get(name);
    if (stream === undefined) {
      stream = new Stream(key === null ? "the log" : name);
      byName.set(name, stream);
      all.push(stream);
    }
    return stream;
  };
  const streams = { all, named };
  for (const event of object.events) {
    const f = object.f(event);
    if (f === "send") readSend(object, event, streams, found);
    else if (f === "poll" && !object.isCall(event) && object.isOk(event))
      for (const [stream, messages] of polledAt(object, event, streams, found))
        for (const [offset, message] of messages)
          stream.polled(offset, message, event, found, object);
  }
  return streams;
}

function readSend(object: ObjectHistory, event: number, { named }: Streams, found: Findings): void {
  const isCall = object.isCall(event);
  const outcome = object.outcome(event);
  if (!isCall && outcome !== "ok") return;
  const call = isCall ? event : object.otherHalf(event);
  const [stream, message] = sentBy(object, call);
  if (isCall) named(stream).called(message, call, outcome === "fail");
  else named(stream).acknowledged(message, offsetOf(object, event, found), event, object, found);
}

function sentBy(object: ObjectHistory, call: number): readonly [unknown, unknown] {
  const value = object.value(call);
  const key = object.keyOf(call);
  if (key !== null || typeof value !== "object" || value === null) return [key, value];
  const { key: inside, msg } = value as Readonly<Record<string, unknown>>;
  return inside === undefined ? [null, value] : [inside, msg];
}

function offsetOf(object: ObjectHistory, event: number, found: Findings): number | null {
  const value = object.value(event);
  const offset =
    typeof value === "object" && value !== null && "offset" in value ? value.offset : value;
  if (offset === null || offset === undefined) return null;
  return typeof offset === "number"
    ? offset
    : found.unreadable(event, "a send whose offset is no number");
}

/** What an ok poll gave, by stream. */
export function polledAt(
  object: ObjectHistory,
  event: number,
  { named }: Streams,
  found: Findings,
): readonly (readonly [Stream, Polled])[] {
  const value = object.value(event);
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return [[named(object.keyOf(event)), pairs(value, event, found)]];
  if (typeof value !== "object") return found.unreadable(event, "a poll with no messages");
  const { msgs = value } = value as { readonly msgs?: object };
  return Object.entries(msgs).map(
    ([key, list]) => [named(key), pairs(list, event, found)] as const,
  );
}

function pairs(list: unknown, event: number, found: Findings): Polled {
  if (!Array.isArray(list)) return found.unreadable(event, "a poll with no list of messages");
  for (const pair of list as readonly unknown[])
    if (!Array.isArray(pair) || typeof pair[0] !== "number")
      return found.unreadable(event, "a polled message without an offset");
  return list as Polled;
}

/** From where the call of a poll asks for messages, by stream; empty where it goes on from the last. */
export function askedFrom(
  object: ObjectHistory,
  call: number,
  { named }: Streams,
): readonly (readonly [Stream, number])[] {
  const value = object.value(call);
  if (typeof value !== "object" || value === null || !("offsets" in value)) return [];
  return Object.entries(value.offsets as Readonly<Record<string, number>>).map(([key, from]) => [
    named(key),
    from,
  ]);
}
