// The `set-full` checker: what became of every element of a set that is read again and again, as jepsen.checker/set-full:
// stable, lost or never read, and after how long. An object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import { ElementLists } from "./keyed/element-lists.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import { LatencyList } from "./keyed/latency-list.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { WrittenValues } from "./keyed/written-values.ts";

export interface SetFullOptions extends KeyedOptions {
  /** A read called after an element was known to be there must list it. False when left out: it may become visible later. */
  readonly linearizable?: boolean;
}

/** `add` an element; `read` answers with the list of all. */
export const setFull = (options: SetFullOptions = {}): Checker =>
  keyedChecker(
    {
      name: "set-full",
      functions: ["add", "read"],
      observations: "reads",
      judge: (object, found) => {
        judge(object, found, options.linearizable === true);
      },
      conclude: (found) => {
        if ((found.stats.stable ?? 0) === 0)
          found.doubtThat("too-few-ops", "no element was ever read for good");
      },
    },
    options,
  );

const NONE = -1;

/** Per element, events; -1 for none. */
interface Sightings {
  /** The first acknowledgement of its add, or answer that lists it. */
  readonly known: Int32Array;
  /** Call of the latest-called read that lists it. */
  readonly present: Int32Array;
  /** Call of the latest-called read, called after its add, that does not list it. */
  readonly absent: Int32Array;
}

function judge(object: ObjectHistory, found: Findings, linearizable: boolean): void {
  const added = new WrittenValues(object, ["add"]);
  const size = added.size;
  const reads = object.events.filter(
    (event) => object.isCall(event) && object.f(event) === "read" && object.isOk(event),
  );
  found.observations += reads.length;
  const sightings = sightingsOf(object, added, reads, found);
  const outcomes = { stable: 0, lost: 0, stale: 0, neverRead: 0 };
  const latencies = { stable: new LatencyList(), lost: new LatencyList() };
  for (let id = 0; id < size; id++) {
    const fate = fateOf(sightings, id);
    outcomes[fate.outcome]++;
    if (fate.outcome === "neverRead") {
      found.list("neverReadElements", () => added.valueOf(id) as Json);
      continue;
    }
    latencies[fate.outcome].add(latencyMs(object, sightings, id, fate.outcome));
    if (fate.outcome === "lost") noteLost(added, sightings, id, object, found);
    if (!fate.stale) continue;
    outcomes.stale++;
    found.list("staleElements", () => added.valueOf(id) as Json);
    if (linearizable) noteStale(added, sightings, id, object, found);
  }
  found.count("attempts", size);
  for (const [name, count] of Object.entries(outcomes)) found.count(name, count);
  latencies.stable.note("stableLatency", found);
  latencies.lost.note("lostLatency", found);
}

/** Goes back from the latest-called read: what it lists need not be looked for again, so the time is that of reading the lists. */
function sightingsOf(
  object: ObjectHistory,
  added: WrittenValues,
  reads: Int32Array,
  found: Findings,
): Sightings {
  const size = added.size;
  const lists = new ElementLists(object, added, found);
  const known = Int32Array.from(added.ok);
  const present = new Int32Array(size).fill(NONE);
  const absent = new Int32Array(size).fill(NONE);
  let open = Array.from({ length: size }, (_, id) => id);
  for (const read of reads.toReversed()) {
    const answer = object.otherHalf(read);
    for (const id of lists.read(answer)) {
      if (id >= size) continue;
      if (present[id] === NONE) present[id] = read;
      if (known[id] === NONE || (known[id] as number) > answer) known[id] = answer;
    }
    open = open.filter((id) => {
      if (lists.isListed(id, answer)) return true;
      if (firstCall(added, id) < read) absent[id] = read;
      return false;
    });
  }
  return { known, present, absent };
}

function firstCall(added: WrittenValues, id: number): number {
  const [called, failed] = [added.call[id] as number, added.failed[id] as number];
  return called === NONE ? failed : called;
}

type Fate =
  | { readonly outcome: "stable"; readonly stale: boolean }
  | { readonly outcome: "lost" | "neverRead"; readonly stale: false };

function fateOf({ known, present, absent }: Sightings, id: number): Fate {
  const [k, p, a] = [known[id] as number, present[id] as number, absent[id] as number];
  if (p !== NONE && a < p) return { outcome: "stable", stale: a > k };
  return { outcome: k !== NONE && a > k ? "lost" : "neverRead", stale: false };
}

/** From when it was known until it was last missing (stable) or last there (lost), in whole milliseconds. */
function latencyMs(
  object: ObjectHistory,
  { known, present, absent }: Sightings,
  id: number,
  outcome: "stable" | "lost",
): number {
  const until = (outcome === "stable" ? absent : present)[id] as number;
  if (until === NONE) return 0;
  return Math.max(0, Math.floor((object.time(until) - object.time(known[id] as number)) / 1e6));
}

function noteLost(
  added: WrittenValues,
  { known, absent }: Sightings,
  id: number,
  object: ObjectHistory,
  found: Findings,
): void {
  const [k, read] = [known[id] as number, absent[id] as number];
  found.list("lostElements", () => added.valueOf(id) as Json);
  found.anomaly("lost-element", () => ({
    says: `${added.show(id)} was there at event ${String(k)}, and the read called at event ${String(read)} and all after it do not list it`,
    ops: [object.otherHalf(k), read],
  }));
}

function noteStale(
  added: WrittenValues,
  { known, absent, present }: Sightings,
  id: number,
  object: ObjectHistory,
  found: Findings,
): void {
  const [k, read] = [known[id] as number, absent[id] as number];
  found.anomaly("stale-element", () => ({
    says: `${added.show(id)} was there at event ${String(k)}, and the read called at event ${String(read)} does not list it, though a later one does`,
    ops: [object.otherHalf(k), read, present[id] as number],
  }));
}
