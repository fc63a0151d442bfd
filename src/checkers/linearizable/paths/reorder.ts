// Other orders of chains, tried where one leaves failed cas unexplained: a chain that may as well come later is put right after the value
// that a failed cas expected, or a write of unknown outcome that nobody saw takes the value away.
// Each order tried is one that the chains can have; whether it explains more is for others to find.
import { NEVER, type OpTable } from "../op-table.ts";
import type { Chains } from "./chains.ts";
import { NO_CLUSTER } from "./clusters.ts";
import type { Line } from "./line.ts";
import type { Moments, Refusals } from "./moments.ts";

/** So many neighbours of a chain are looked at: those further away are seldom open at the same time. */
const MAX_NEIGHBOURS = 64;

/** Clusters of writes of unknown outcome that nobody saw, by call; `used` of them stand in the line. */
export interface Spares {
  readonly clusters: readonly number[];
  used: number;
}

/** Moves something for each failed cas left unexplained; false if nothing can be for one of them. */
export function reorder(
  chains: Chains,
  line: Line,
  refusals: Refusals,
  moments: Moments,
  spares: Spares,
  table: OpTable,
): boolean {
  const done = new Set<number>();
  for (const i of moments.unexplained) {
    const cluster = refusals.refused[i] as number;
    if (done.has(cluster)) continue;
    done.add(cluster);
    const remedy = (refusal: number): boolean =>
      remedyFor(chains, line, spares, {
        cluster: refusals.refused[refusal] as number,
        ret: table.ret[refusals.rows[refusal] as number] as number,
        start: moments.start,
      });
    // The next value might have come in time, were it not put off for another failed cas, which something else may explain.
    const rival = moments.putOffFor[(line.position[cluster] as number) + 1] ?? -1;
    if (!remedy(i) && (rival < 0 || !remedy(rival))) return false;
  }
  line.settle();
  return true;
}

/** A failed cas, the cluster that it did not see, and when the values come as things stand. */
interface Case {
  readonly cluster: number;
  readonly ret: number;
  readonly start: Int32Array;
}

/** Only the last value of a chain can be overwritten by what is not of the chain. */
function remedyFor(
  chains: Chains,
  line: Line,
  spares: Spares,
  { cluster, ret, start }: Case,
): boolean {
  if (chains.next[cluster] !== NO_CLUSTER) return false;
  const head = headOf(chains, cluster);
  const since = start[line.position[cluster] as number] as number;
  return (
    putAfter(chains, line, head, since, ret) || takeAway(chains, line, head, since, ret, spares)
  );
}

function headOf({ clusters }: Chains, cluster: number): number {
  let at = cluster;
  while ((clusters.previous[at] as number) >= 0) at = clusters.previous[at] as number;
  return at;
}

/**
 * An earlier chain, that none up to `head` must come after, and that need not come before `head` did, comes right after it: of several
 * the one that can wait longest, since the others might soon be sent back.
 */
function putAfter(
  { zones }: Chains,
  line: Line,
  head: number,
  since: number,
  ret: number,
): boolean {
  const { firstReturn, lastCall } = zones;
  let latest = Math.max(since, lastCall[head] as number);
  if (latest >= ret) return false;
  let best = NO_CLUSTER;
  let zone = line.before(head);
  for (let n = 0; n < MAX_NEIGHBOURS && zone !== NO_CLUSTER; n++) {
    const first = firstReturn[zone] as number;
    if (first > latest && first > (firstReturn[best] ?? -1)) best = zone;
    latest = Math.max(latest, lastCall[zone] as number);
    zone = line.before(zone);
  }
  if (best !== NO_CLUSTER) line.move(best, head);
  return best !== NO_CLUSTER;
}

/** The write of unknown outcome that was called first overwrites the last value of `head`, if it can before the return. */
function takeAway(
  { zones, clusters }: Chains,
  line: Line,
  head: number,
  since: number,
  ret: number,
  spares: Spares,
): boolean {
  const spare = spares.clusters[spares.used];
  if (spare === undefined || (clusters.lastCall[spare] as number) >= ret) return false;
  if (Math.max(since, zones.lastCall[head] as number) >= ret) return false;
  spares.used++;
  zones.firstReturn[spare] = NEVER;
  zones.lastCall[spare] = clusters.lastCall[spare] as number;
  line.insert(spare, head);
  return true;
}
