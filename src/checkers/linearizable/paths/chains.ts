// Chains: a cas that succeeded puts the cluster of its new value right after that of the old one. Finds what no order can
// explain inside one chain, and makes zones of chains. Without any cas each cluster is a chain.
import { NEVER, type OpTable, rowOfEvent } from "../op-table.ts";
import { type Clusters, INITIAL, NO_CLUSTER, NOWHERE } from "./clusters.ts";
import { convict, type Findings, isOpen } from "./findings.ts";
import { backwardsWords, baselessWords, circleWords, twiceWords } from "./register-words.ts";
import type { Zones } from "./zones.ts";

export interface Chains {
  readonly clusters: Clusters;
  /** By which cluster it is known that each was there: itself, one made from it, or `NO_CLUSTER`. */
  readonly shownBy: Int32Array;
  /** The cluster made from each; `NO_CLUSTER` at the end of a chain. */
  readonly next: Int32Array;
  /** A chain stands where its first cluster does. */
  readonly zones: Zones;
}

/** O(clusters). */
export function chainsOf(clusters: Clusters, findings: Findings): Chains {
  const { count, object, previous } = clusters;
  const shownBy = shownByOf(clusters);
  const next = new Int32Array(count).fill(NO_CLUSTER);
  if (previous.length === 0) return { clusters, shownBy, next, zones: clusters };
  const zones = {
    count,
    object,
    firstReturn: new Int32Array(count).fill(NEVER),
    lastCall: new Int32Array(count).fill(-1),
  };
  const chains = { clusters, shownBy, next, zones };
  const isWanted = (cluster: number): boolean =>
    shownBy[cluster] !== NO_CLUSTER && isOpen(findings, object[cluster] as number);
  for (let cluster = 0; cluster < count; cluster++)
    if (isWanted(cluster)) link(chains, cluster, findings);
  const isPlaced = new Uint8Array(count);
  for (let cluster = 0; cluster < count; cluster++)
    if (isWanted(cluster) && previous[cluster] === NO_CLUSTER)
      follow(chains, cluster, isPlaced, findings);
  for (let cluster = 0; cluster < count; cluster++)
    if (isWanted(cluster) && isPlaced[cluster] === 0) convictCircle(chains, cluster, findings);
  return chains;
}

/**
 * A value was there if somebody saw it, or its writer is known to have been done, or a cas that is known to have been done changed it.
 * Unknown operations whose values nobody shows are left out: nobody could tell.
 */
function shownByOf({ count, firstReturn, previous }: Clusters): Int32Array {
  const shownBy = new Int32Array(count).fill(NO_CLUSTER);
  for (let cluster = 0; cluster < count; cluster++) {
    if (firstReturn[cluster] === NEVER) continue;
    shownBy[cluster] = cluster;
    for (let at = cluster; ;) {
      const before = previous[at] ?? NO_CLUSTER;
      if (before < 0 || shownBy[before] !== NO_CLUSTER) break;
      shownBy[before] = at;
      at = before;
    }
  }
  return shownBy;
}

function link(chains: Chains, cluster: number, findings: Findings): void {
  const { next, clusters } = chains;
  const { object, writer, previous } = clusters;
  const { table } = findings;
  const before = previous[cluster] as number;
  if (before === NO_CLUSTER) return;
  const o = object[cluster] as number;
  const row = writer[cluster] as number;
  if (before === NOWHERE) {
    convict(findings, o, proofOf(chains, table, cluster), baselessWords(table, row));
    return;
  }
  const rival = next[before] as number;
  if (rival === NO_CLUSTER) {
    next[before] = cluster;
    return;
  }
  const proof = [...proofOf(chains, table, rival), ...proofOf(chains, table, cluster)];
  convict(findings, o, proof, twiceWords(table, writer[rival] as number, row));
}

/** Walks a chain: nothing of a later cluster may have returned before something of an earlier one was called. */
function follow(chains: Chains, head: number, isPlaced: Uint8Array, findings: Findings): void {
  const { next, clusters, zones } = chains;
  const { table } = findings;
  let first = NEVER;
  let last = -1;
  let latest = head;
  for (let at = head; at !== NO_CLUSTER; at = next[at] as number) {
    isPlaced[at] = 1;
    const firstReturn = clusters.firstReturn[at] as number;
    const lastCall = clusters.lastCall[at] as number;
    if (firstReturn < last) {
      const proof = [
        ...proofOf(chains, table, at),
        ...proofOf(chains, table, latest),
        rowOfEvent(table, last),
      ];
      const o = clusters.object[head] as number;
      convict(findings, o, proof, backwardsWords(table, firstReturn, last));
      return;
    }
    first = Math.min(first, firstReturn);
    if (lastCall <= last) continue;
    last = lastCall;
    latest = at;
  }
  zones.firstReturn[head] = first;
  zones.lastCall[head] = last;
}

/** A chain without a beginning: each of its cas needs the one before, round and round. */
function convictCircle(chains: Chains, cluster: number, findings: Findings): void {
  const { object, writer } = chains.clusters;
  const proof = proofOf(chains, findings.table, cluster);
  const because = circleWords(findings.table, writer[cluster] as number);
  convict(findings, object[cluster] as number, proof, because);
}

/** The operations that show that a value was there, and those that brought it about, back to the beginning of its chain. */
export function proofOf(
  { clusters, shownBy }: Chains,
  table: OpTable,
  cluster: number,
): readonly number[] {
  const { writer, previous, firstReturn } = clusters;
  const rows = new Set<number>();
  let shown = cluster;
  while (shownBy[shown] !== shown) {
    shown = shownBy[shown] as number;
    rows.add(writer[shown] as number);
  }
  const evidence = firstReturn[shown] as number;
  if (evidence >= 0) rows.add(rowOfEvent(table, evidence));
  const seen = new Set<number>();
  for (let at = cluster; at >= 0 && !seen.has(at); at = previous[at] ?? NO_CLUSTER) {
    seen.add(at);
    if (writer[at] !== INITIAL) rows.add(writer[at] as number);
  }
  return [...rows];
}
