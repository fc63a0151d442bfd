// Failed cas that do not tell what they saw, only that it was not what they expected. Finds one whose expected value was there all
// the time; or, for a given order of the values, moments at which they can have come so that each had its reason to fail.
import { NEVER, rowOfEvent } from "../op-table.ts";
import { byObject } from "./by-object.ts";
import { type Chains, proofOf } from "./chains.ts";
import { INITIAL, NO_CLUSTER } from "./clusters.ts";
import { convict, type Findings, isOpen, leaveOpen } from "./findings.ts";
import { refusedWords } from "./register-words.ts";

/** Rounds after which the search for moments is given up: each costs a pass, and a few do nearly always. */
const MAX_ROUNDS = 50;

/** The values of one object in the order that they can have come in, and the failed cas on it. */
interface Line {
  /** Clusters. */
  readonly clusters: Int32Array;
  /** Where each cluster of the object stands there; the others' entries mean nothing. */
  readonly position: Int32Array;
  /** Rows of failed cas, and the clusters that they did not see. */
  readonly refusals: Int32Array;
  readonly refused: Int32Array;
}

/**
 * Leaves an object open where it is not sure: in another order of its chains, or with a write of unknown outcome that nobody saw,
 * a failed cas might have its reason. `order` is one in which the chains can have come.
 */
export function judgeRefusals(chains: Chains, order: Int32Array, findings: Findings): void {
  const { refusals, refused, object, count } = chains.clusters;
  if (refusals.length === 0) return;
  const position = new Int32Array(count);
  const heads = byObject(order, object, findings.table.objects);
  for (let from = 0, to = 0; from < refusals.length; from = to) {
    const o = object[refused[from] as number] as number;
    while (to < refusals.length && object[refused[to] as number] === o) to++;
    if (!isOpen(findings, o)) continue;
    const line = {
      clusters: lineOf(chains, heads(o), position),
      position,
      refusals: refusals.subarray(from, to),
      refused: refused.subarray(from, to),
    };
    judgeLine(chains, o, line, findings);
  }
}

function lineOf({ next }: Chains, heads: Int32Array, position: Int32Array): Int32Array {
  const line: number[] = [];
  for (const head of heads)
    for (let at = head; at !== NO_CLUSTER; at = next[at] as number) {
      position[at] = line.length;
      line.push(at);
    }
  return Int32Array.from(line);
}

function judgeLine(chains: Chains, object: number, line: Line, findings: Findings): void {
  const stay = stayOf(chains, line.clusters, findings);
  const { call, ret } = findings.table;
  for (const [i, row] of line.refusals.entries()) {
    const cluster = line.refused[i] as number;
    if (chains.shownBy[cluster] === NO_CLUSTER) continue;
    const at = line.position[cluster] as number;
    if ((stay.from[at] as number) > (call[row] as number)) continue;
    if ((stay.to[at] as number) < (ret[row] as number)) continue;
    const proof = proofOfStay(
      chains,
      cluster,
      stay.from[at] as number,
      stay.to[at] as number,
      findings,
    );
    convict(findings, object, [...proof, row], refusedWords(findings.table, row));
    return;
  }
  if (!haveMoments(chains, line, findings)) leaveOpen(findings, object);
}

/** Per position, from when to when the value was surely there (if `from` is before `to`). */
interface Stay {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** A value was there once it or a later one of its chain was seen, and until it or an earlier one was still asked for. */
function stayOf({ clusters, next }: Chains, line: Int32Array, { table }: Findings): Stay {
  const from = new Int32Array(line.length);
  const to = new Int32Array(line.length);
  for (let at = 0, last = -1; at < line.length; at++) {
    const cluster = line[at] as number;
    const after = next[cluster] as number;
    last = Math.max(last, clusters.lastCall[cluster] as number);
    const change =
      after === NO_CLUSTER ? -1 : (table.call[clusters.writer[after] as number] as number);
    to[at] = Math.max(last, change);
    if (after === NO_CLUSTER) last = -1;
  }
  for (let at = line.length - 1, first = NEVER; at >= 0; at--) {
    const cluster = line[at] as number;
    if (next[cluster] === NO_CLUSTER) first = NEVER;
    first = Math.min(first, clusters.firstReturn[cluster] as number);
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

/**
 * Whether there are moments, in this order of the values, at which all failed cas are explained: each was called before its value
 * came, or returned after the next one had come. Starts with the earliest moments and puts off only what must be: they grow
 * to the least that do, so for this order the answer is exact.
 */
function haveMoments(chains: Chains, line: Line, { table }: Findings): boolean {
  const length = line.clusters.length;
  const notBefore = new Int32Array(length).fill(-1);
  const start = new Int32Array(length + 1);
  const deadline = deadlinesOf(chains, line.clusters);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    setStarts(chains, line.clusters, notBefore, start, table.call);
    let isChanged = false;
    for (let i = 0; i < line.refusals.length; i++) {
      const cluster = line.refused[i] as number;
      if (chains.shownBy[cluster] === NO_CLUSTER) continue;
      const at = line.position[cluster] as number;
      const call = table.call[line.refusals[i] as number] as number;
      const ret = table.ret[line.refusals[i] as number] as number;
      if (call <= (start[at] as number) || ret > (start[at + 1] as number)) continue;
      const isFirst = chains.clusters.writer[cluster] === INITIAL;
      if (isFirst || call >= (deadline[at] as number)) return false;
      notBefore[at] = Math.max(notBefore[at] as number, call);
      isChanged = true;
    }
    if (!isChanged) return true;
  }
  return false;
}

/** Before which event each value must have come: its own first return or that of a later one. */
function deadlinesOf({ clusters }: Chains, line: Int32Array): Int32Array {
  const deadline = new Int32Array(line.length);
  for (let at = line.length - 1, first = NEVER; at >= 0; at--) {
    first = Math.min(first, clusters.firstReturn[line[at] as number] as number);
    deadline[at] = first;
  }
  return deadline;
}

/** The earliest moments (after which event each value comes): after its call, and when the operations on the value before were called. */
function setStarts(
  { clusters }: Chains,
  line: Int32Array,
  notBefore: Int32Array,
  start: Int32Array,
  call: Int32Array,
): void {
  let moment = -1;
  for (let at = 0; at < line.length; at++) {
    const cluster = line[at] as number;
    const writer = clusters.writer[cluster] as number;
    if (writer !== INITIAL)
      moment = Math.max(moment, call[writer] as number, notBefore[at] as number);
    start[at] = moment;
    moment = Math.max(moment, clusters.lastCall[cluster] as number);
  }
  start[line.length] = NEVER;
}
