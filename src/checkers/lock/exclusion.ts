// Mutual exclusion: no two owners certainly hold one lock at once, and nobody is given a lock twice. One pass over the holds.
import { eventAt } from "../keyed/event-words.ts";
import type { Findings } from "../keyed/findings.ts";
import { Furthest } from "../keyed/furthest.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import type { LockHold } from "./holds.ts";

/** `holds` in order of their begins, their ends settled; `isAnomaly` false only measures overlaps. */
export function judgeExclusion(
  object: ObjectHistory,
  holds: readonly LockHold[],
  found: Findings,
  isAnomaly: boolean,
): void {
  const furthest = new Furthest<LockHold>();
  const own = new Map<string | number, LockHold>();
  let [overlaps, longestMs] = [0, 0];
  for (const hold of holds) {
    // Over before it was known to have begun.
    if (hold.end <= hold.begin) continue;
    const other = furthest.besides(hold.owner);
    if (other !== null && other.end > hold.begin) {
      overlaps++;
      longestMs = Math.max(longestMs, overlapMs(object, hold, other));
      if (isAnomaly) noteHeldTwice(object, found, other, hold);
    }
    const before = own.get(hold.owner);
    if (before !== undefined && before.end > hold.begin)
      noteAcquiredTwice(object, found, before, hold);
    if (before === undefined || hold.end > before.end) own.set(hold.owner, hold);
    furthest.add(hold);
  }
  found.count("heldTwice", overlaps);
  found.atLeast("longestHeldTwiceMs", longestMs);
}

/** For how long both certainly held it; the history's end bounds what never ended. */
function overlapMs(object: ObjectHistory, hold: LockHold, other: LockHold): number {
  const last = object.events.at(-1) ?? hold.begin;
  const end = Math.floor(Math.min(hold.end, other.end, last));
  return Math.max(0, object.time(end) - object.time(hold.begin)) / 1e6;
}

function noteHeldTwice(
  object: ObjectHistory,
  found: Findings,
  earlier: LockHold,
  later: LockHold,
): void {
  found.anomaly("held-twice", () => ({
    says: `${nameOf(later)} was given the lock (${eventAt(object, later.begin)}) that ${nameOf(earlier)} had been given (${eventAt(object, earlier.begin)}) and held until ${endOf(object, earlier)}`,
    ops: [earlier.acquire, later.acquire],
  }));
}

function noteAcquiredTwice(
  object: ObjectHistory,
  found: Findings,
  earlier: LockHold,
  later: LockHold,
): void {
  found.anomaly("acquired-twice", () => ({
    says: `${nameOf(later)} was given the lock again (${eventAt(object, later.begin)}) while it held it (${eventAt(object, earlier.begin)})`,
    ops: [earlier.acquire, later.acquire],
  }));
}

const endOf = (object: ObjectHistory, { end }: LockHold): string =>
  end === Infinity ? "the end" : eventAt(object, Math.floor(end));

const nameOf = ({ owner }: LockHold): string =>
  typeof owner === "number" ? `process ${String(owner)}` : owner;
