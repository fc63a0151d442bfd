// Failed cas that do not tell what they saw, only that it was not what they expected. Finds one whose expected value was there all
// the time; or an order of the values, and moments at which they can have come, that give each its reason to fail.
import { NEVER, rowOfEvent } from "../op-table.ts";
import { byObject } from "../by-object.ts";
import { type Chains, proofOf } from "./chains.ts";
import { NO_CLUSTER } from "./clusters.ts";
import { convict, type Findings, isOpen, leaveOpen } from "./findings.ts";
import { Line, lineArrays } from "./line.ts";
import { momentsOf, type Refusals } from "./moments.ts";
import { refusedWords } from "./register-words.ts";
import { reorder, type Spares } from "./reorder.ts";

/** So many orders are tried before an object is left to the search. */
const MAX_ORDERS = 100;

/**
 * Leaves an object open where no order tried explains all failed cas on it and none is refuted for sure. `order` is one in which
 * the chains can have come.
 */
export function judgeRefusals(chains: Chains, order: Int32Array, findings: Findings): void {
  const { refusals, refused, object, count } = chains.clusters;
  if (refusals.length === 0) return;
  const arrays = lineArrays(count);
  const heads = byObject(order, object, findings.table.objects);
  for (let from = 0, to = 0; from < refusals.length; from = to) {
    const o = object[refused[from] as number] as number;
    while (to < refusals.length && object[refused[to] as number] === o) to++;
    if (!isOpen(findings, o)) continue;
    const line = new Line(chains, heads(o), arrays);
    const own = {
      rows: refusals.subarray(from, to),
      refused: refused.subarray(from, to),
    };
    if (isRefuted(chains, o, line, own, findings)) continue;
    if (!isExplained(chains, line, own, findings)) leaveOpen(findings, o);
  }
}

/** Whether a value was there all the time that a cas ran which failed to find it. */
function isRefuted(
  chains: Chains,
  object: number,
  line: Line,
  { rows, refused }: Refusals,
  findings: Findings,
): boolean {
  const stay = stayOf(chains, line.clusters, findings);
  const { call, ret } = findings.table;
  for (const [i, row] of rows.entries()) {
    const cluster = refused[i] as number;
    const at = line.position[cluster] as number;
    if (at < 0) continue;
    const from = stay.from[at] as number;
    const to = stay.to[at] as number;
    if (from > (call[row] as number) || to < (ret[row] as number)) continue;
    const proof = proofOfStay(chains, cluster, from, to, findings);
    convict(findings, object, [...proof, row], refusedWords(findings.table, row));
    return true;
  }
  return false;
}

/** Whether one of the orders tried explains all. */
function isExplained(chains: Chains, line: Line, refusals: Refusals, { table }: Findings): boolean {
  const spares = sparesOf(chains, line.clusters[0] as number);
  for (let n = 0; n < MAX_ORDERS; n++) {
    const moments = momentsOf(chains, line, refusals, table);
    if (moments === null) return false;
    if (moments.unexplained.length === 0) return true;
    if (!reorder(chains, line, refusals, moments, spares, table)) return false;
  }
  return false;
}

/** The writes of unknown outcome on the object that begins with cluster `first`, of those that nobody saw. */
function sparesOf({ clusters, shownBy }: Chains, first: number): Spares {
  const { object, previous, count } = clusters;
  const spares: number[] = [];
  for (let at = first; at < count && object[at] === object[first]; at++)
    if (shownBy[at] === NO_CLUSTER && previous[at] === NO_CLUSTER) spares.push(at);
  return { clusters: spares, used: 0 };
}

/** Per position, from when to when the value was surely there (if `from` is before `to`). */
interface Stay {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * A value was there once it or a later one was seen, and until it or an earlier one was still asked for: since zones do not clash, where
 * the two are in that order both are of its own chain.
 */
function stayOf({ clusters, next }: Chains, line: Int32Array, { table }: Findings): Stay {
  const from = new Int32Array(line.length);
  const to = new Int32Array(line.length);
  for (let at = 0, last = -1; at < line.length; at++) {
    const cluster = line[at] as number;
    const after = next[cluster] as number;
    const isChanged = after !== NO_CLUSTER;
    const change = isChanged ? (table.call[clusters.writer[after] as number] as number) : -1;
    last = Math.max(last, clusters.lastCall[cluster] as number);
    to[at] = Math.max(last, change);
  }
  for (let at = line.length - 1, first = NEVER; at >= 0; at--) {
    first = Math.min(first, clusters.firstReturn[line[at] as number] as number);
    from[at] = first;
  }
  return { from, to };
}

function proofOfStay(
  chains: Chains,
  cluster: number,
  from: number,
  to: number,
  { table }: Findings,
): readonly number[] {
  const { firstReturn, lastCall, previous } = chains.clusters;
  const rows = [...proofOf(chains, table, cluster), rowOfEvent(table, to)];
  for (let at = cluster; at !== NO_CLUSTER; at = chains.next[at] as number)
    if (firstReturn[at] === from) rows.push(...proofOf(chains, table, at));
  for (let at = cluster; at >= 0; at = previous[at] ?? NO_CLUSTER)
    if (lastCall[at] === to) return [...rows, ...proofOf(chains, table, at)];
  return [...rows, ...proofOf(chains, table, chains.next[cluster] as number)];
}
