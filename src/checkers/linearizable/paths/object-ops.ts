// The operations of one object at a time, with ranks of their own, so that a path can be written for one object and spend
// arrays as long as that object's operations. Knows no data type.
import { NEVER, type OpTable } from "../op-table.ts";
import { IMPOSSIBLE, type PathAnswer, type PathViolation } from "./path.ts";

/** The operations of one object, in order of their calls. */
export interface ObjectOps {
  readonly table: OpTable;
  /** Rows of the table. */
  readonly rows: Int32Array;
  /** Ranks of the invocations and completions; `NEVER` where the outcome is unknown. */
  readonly call: Int32Array;
  readonly ret: Int32Array;
  /** Ranks are below this. */
  readonly span: number;
}

/** What is wrong with an object: places in its `ObjectOps`, and why they cannot be. */
export interface Finding {
  /** Those that tell most first: of many, the others count as support. */
  readonly ops: readonly number[];
  /** As in `PathViolation`; may repeat some of `ops`. */
  readonly support?: readonly number[];
  readonly because: string;
}

/** Decides one object: an ending, or the finding that makes it impossible. */
export type Judge = (ops: ObjectOps) => number | Finding;

/** More operations than this tell nobody more. */
const MAX_SHOWN = 6;

/** Every object by `judge`. */
export function judgeEach(table: OpTable, judge: Judge): PathAnswer {
  const ending = new Uint8Array(table.objects);
  const violations: PathViolation[] = [];
  let object = 0;
  for (const ops of objectOpsOf(table)) {
    const found = judge(ops);
    if (typeof found === "number") ending[object] = found;
    else {
      ending[object] = IMPOSSIBLE;
      const all = [...new Set(found.ops)];
      const shown = new Set(all.slice(0, MAX_SHOWN));
      const support = [...all, ...(found.support ?? [])].filter((i) => !shown.has(i));
      const rowsOf = (places: Iterable<number>): readonly number[] =>
        [...new Set(places)].sort((a, b) => a - b).map((i) => ops.rows[i] as number);
      violations.push({
        object,
        rows: rowsOf(shown),
        support: rowsOf(support),
        because: found.because,
      });
    }
    object++;
  }
  return { ending, violations };
}

function* objectOpsOf(table: OpTable): Iterable<ObjectOps> {
  const { count, call, ret, object, objects } = table;
  const span = table.history.length;
  if (objects === 1) {
    const rows = new Int32Array(count);
    for (let row = 0; row < count; row++) rows[row] = row;
    yield { table, rows, call, ret, span };
    return;
  }
  const start = new Int32Array(objects + 1);
  for (let row = 0; row < count; row++) increment(start, (object[row] as number) + 1);
  for (let o = 0; o < objects; o++) increment(start, o + 1, start[o]);
  const rows = new Int32Array(count);
  const place = new Int32Array(count);
  const next = start.slice(0, objects);
  const rowAt = new Int32Array(span);
  for (let row = 0; row < count; row++) {
    const at = increment(next, object[row] as number);
    place[row] = at;
    rows[at] = row;
    rowAt[call[row] as number] = row + 1;
    if (ret[row] !== NEVER) rowAt[ret[row] as number] = -(row + 1);
  }
  const ranks = ranksOf(table, rowAt, place);
  for (let o = 0; o < objects; o++) {
    const [from, to] = [start[o] as number, start[o + 1] as number];
    yield {
      table,
      rows: rows.subarray(from, to),
      call: ranks.call.subarray(from, to),
      ret: ranks.ret.subarray(from, to),
      span: ranks.spans[o] as number,
    };
  }
}

/** Ranks counted per object; `rowAt` tells of each event whose call (row + 1) or return (its negation) it is. */
function ranksOf(
  { count, object, objects }: OpTable,
  rowAt: Int32Array,
  place: Int32Array,
): { readonly call: Int32Array; readonly ret: Int32Array; readonly spans: Int32Array } {
  const call = new Int32Array(count);
  const ret = new Int32Array(count).fill(NEVER);
  const spans = new Int32Array(objects);
  for (const sign of rowAt) {
    if (sign === 0) continue;
    const row = Math.abs(sign) - 1;
    const rank = increment(spans, object[row] as number);
    (sign > 0 ? call : ret)[place[row] as number] = rank;
  }
  return { call, ret, spans };
}

/** By rank: i + 1 where operation i was called, -(i + 1) where it returned, 0 where nothing of this object happened. */
export function eventsOf({ call, ret, span }: ObjectOps): Int32Array {
  const events = new Int32Array(span);
  for (let i = 0; i < call.length; i++) {
    events[call[i] as number] = i + 1;
    if (ret[i] !== NEVER) events[ret[i] as number] = -(i + 1);
  }
  return events;
}

/** Adds to an entry; the entry before. */
function increment(counts: Int32Array, at: number, by = 1): number {
  const before = counts[at] as number;
  counts[at] = before + by;
  return before;
}
