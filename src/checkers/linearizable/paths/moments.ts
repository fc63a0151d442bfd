// Moments at which the values of a line can have come, so that each failed cas that tells no value had its reason to fail: it was called
// before the value that it expected came, or returned after the next one had come.
import { NEVER, type OpTable } from "../op-table.ts";
import type { Chains } from "./chains.ts";
import { type Clusters, INITIAL } from "./clusters.ts";
import type { Line } from "./line.ts";

/** Failed cas by row, and the clusters that they did not see. */
export interface Refusals {
  readonly rows: Int32Array;
  readonly refused: Int32Array;
}

export interface Moments {
  /** Per position: right after which event the value comes; one more for the end. */
  readonly start: Int32Array;
  /** Per position: the refusal that the value was put off for last; -1 where for none. */
  readonly putOffFor: Int32Array;
  /** Positions (in the list of refusals) of those that have no reason: none, if the line explains all. */
  readonly unexplained: readonly number[];
}

/** Rounds after which the rest counts as unexplained: each costs a pass, and a few do nearly always. */
const MAX_ROUNDS = 50;

/**
 * Null where the values cannot have come in the line's order.
 *
 * Starts with the earliest moments and puts off only what must be: they grow to the least that explain what can be explained. So
 * where nothing is left unexplained there are moments, and where a line has such moments nothing is. (No later value
 * is put off too far with one: if it must have come by the call of a failed cas, it took the place of the one expected in time.)
 */
export function momentsOf(
  chains: Chains,
  line: Line,
  { rows, refused }: Refusals,
  table: OpTable,
): Moments | null {
  const { clusters, position } = line;
  const notBefore = new Int32Array(clusters.length).fill(-1);
  const putOffFor = new Int32Array(clusters.length).fill(-1);
  const start = new Int32Array(clusters.length + 1);
  let pending = [...rows.keys()].filter((i) => (position[refused[i] as number] as number) >= 0);
  const unexplained = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    setStarts(chains, clusters, notBefore, start, table.call);
    if (isLate(chains, clusters, start)) return null;
    let isChanged = false;
    for (const i of pending) {
      const at = position[refused[i] as number] as number;
      const call = table.call[rows[i] as number] as number;
      const ret = table.ret[rows[i] as number] as number;
      if (call <= (start[at] as number) || ret > (start[at + 1] as number)) continue;
      if (call >= deadlineOf(chains.clusters, clusters[at] as number)) {
        unexplained.add(i);
        continue;
      }
      notBefore[at] = Math.max(notBefore[at] as number, call);
      putOffFor[at] = i;
      isChanged = true;
    }
    if (!isChanged) return { start, putOffFor, unexplained: [...unexplained] };
    pending = pending.filter((i) => !unexplained.has(i));
  }
  return {
    start,
    putOffFor,
    unexplained: [...unexplained, ...pending.slice(0, 1)],
  };
}

/** Whether one of the values comes only after somebody was done with it. */
const isLate = ({ clusters }: Chains, line: Int32Array, start: Int32Array): boolean =>
  line.some((cluster, at) => (start[at] as number) >= deadlineOf(clusters, cluster));

/** Before which event a value must have come. What is there at first came before all. */
const deadlineOf = ({ writer, firstReturn }: Clusters, cluster: number): number =>
  writer[cluster] === INITIAL ? 0 : (firstReturn[cluster] as number);

/** The earliest moments: after its call, and when the operations on the value before were called. */
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
