// Follows every poller from one message to the next: it must go forward, and past nothing that is known to be in the log.
import type { Findings } from "../keyed/findings.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { askedFrom, polledAt, type Polled, type Streams } from "./read-streams.ts";
import type { Stream } from "./stream.ts";

/** Where a poller is in a stream. */
interface Place {
  /** The rank of the last message that it got, or of the last before the first it asked for. */
  readonly rank: number;
  /** The answer that gave it; null where it asked to start there. */
  readonly event: number | null;
}

type Places = Map<Stream, Place>;

export function followPollers(
  object: ObjectHistory,
  streams: Streams,
  found: Findings,
  fromBeginning: boolean,
): void {
  const places = new Map<number, Places>();
  for (const event of object.events) {
    const process = object.process(event);
    const f = object.f(event);
    if (f === "send") continue;
    if (f !== "poll") {
      places.delete(process);
      continue;
    }
    const mine = places.get(process) ?? new Map<Stream, Place>();
    places.set(process, mine);
    if (object.isCall(event))
      for (const [stream, from] of askedFrom(object, event, streams))
        mine.set(stream, { rank: stream.rankFrom(from) - 1, event: null });
    else if (object.isOk(event))
      for (const [stream, messages] of polledAt(object, event, streams, found))
        follow({ object, stream, event, places: mine, fromBeginning }, messages, found);
    else if (object.keyOf(event) !== null) mine.delete(streams.named(object.keyOf(event)));
    else mine.clear();
  }
}

interface Poll {
  readonly object: ObjectHistory;
  readonly stream: Stream;
  readonly event: number;
  readonly places: Places;
  readonly fromBeginning: boolean;
}

function follow(poll: Poll, messages: Polled, found: Findings): void {
  const { stream, event, places, fromBeginning } = poll;
  let place: Place | null =
    places.get(stream) ?? (fromBeginning ? { rank: -1, event: null } : null);
  for (const [offset] of messages) {
    const rank = stream.rankOf(offset);
    if (place !== null && rank > place.rank + 1) noteSkip(poll, place, rank, found);
    else if (place !== null && rank <= place.rank) noteBack(poll, place, rank, found);
    place = { rank, event };
  }
  if (place !== null) places.set(stream, place);
}

/** Inside one answer the anomaly is one of the system; between two it may be one of the client's position. */
const prefix = (place: Place, event: number): string => (place.event === event ? "int-" : "");

function noteSkip(
  { object, stream, event }: Poll,
  place: Place,
  rank: number,
  found: Findings,
): void {
  stream.pass(place.rank + 1, rank);
  const missed = place.rank + 1;
  const from = place.event === null ? "from its start" : `from ${stream.showRank(place.rank)}`;
  found.anomaly(`${prefix(place, event)}poll-skip`, () => ({
    says: `the poll at event ${String(event)} of ${stream.name} went ${from} to ${stream.showRank(rank)}, past ${stream.showRank(missed)}`,
    ops: [place.event, stream.eventAt(missed), event].flatMap((end) =>
      end === null ? [] : [object.otherHalf(end)],
    ),
  }));
}

function noteBack(
  { object, stream, event }: Poll,
  place: Place,
  rank: number,
  found: Findings,
): void {
  found.anomaly(`${prefix(place, event)}nonmonotonic-poll`, () => ({
    says: `the poll at event ${String(event)} of ${stream.name} got ${stream.showRank(rank)} ${place.event === null ? "although it asked for later ones" : `after ${stream.showRank(place.rank)}`}`,
    ops: [place.event, event].flatMap((end) => (end === null ? [] : [object.otherHalf(end)])),
  }));
}
