// Zones and the test of them against each other: one pass in order of time over the zones of all objects.
// Gibbons & Korach, Testing shared memories, 1997; zones as in Golab, Li & Shah 2011.
import { NEVER } from "../op-table.ts";
import { type Findings, isOpen } from "./findings.ts";

/**
 * What stands together in any order, in columns: clusters, or chains of them. The value (or one of them) is there from the first
 * return to the last call at least, where these come in that order (a forward zone); otherwise at some moment from the
 * last call to the first return (a backward zone). No event begins or ends two zones.
 */
export interface Zones {
  readonly count: number;
  readonly object: Int32Array;
  /** -1 of what is there at first; `NEVER` of an entry that is no zone. */
  readonly firstReturn: Int32Array;
  readonly lastCall: Int32Array;
}

/** The zones by their first moments: bucketed by rank, so O(zones + ranks). */
export function inOrder({ count, firstReturn, lastCall }: Zones, ranks: number): Int32Array {
  const at = new Int32Array(ranks);
  const order = new Int32Array(count);
  let length = 0;
  for (let zone = 0; zone < count; zone++) {
    const first = firstReturn[zone] as number;
    if (first === -1) order[length++] = zone;
    else if (first !== NEVER) at[Math.min(first, lastCall[zone] as number)] = zone + 1;
  }
  for (let rank = 0; rank < ranks; rank++)
    if (at[rank] !== 0) order[length++] = (at[rank] as number) - 1;
  return order.subarray(0, length);
}

/**
 * Calls `clash`, at most once an object, with two zones neither of which can come before the other; where it calls nothing, the
 * zones can come in the order given, which is that of `inOrder`.
 *
 * A must come before B iff A's first return is before B's last call. There is an order iff no two zones must each come before the
 * other: in a longer circle, the zone that returns first must come before its predecessor, since its predecessor's
 * predecessor does. And in order of their first moments, a zone clashes with one before iff its first return is before that
 * one's last call: that one is then a forward zone, and began no later.
 */
export function sweep(
  { object, firstReturn, lastCall }: Zones,
  order: Int32Array,
  findings: Findings,
  clash: (holder: number, other: number) => void,
): void {
  const { objects } = findings.table;
  const end = new Int32Array(objects).fill(-1);
  const holder = new Int32Array(objects);
  for (const zone of order) {
    const o = object[zone] as number;
    const first = firstReturn[zone] as number;
    const last = lastCall[zone] as number;
    if (first < (end[o] as number) && isOpen(findings, o)) clash(holder[o] as number, zone);
    if (last <= (end[o] as number)) continue;
    end[o] = last;
    holder[o] = zone;
  }
}
