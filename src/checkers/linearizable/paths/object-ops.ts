// The operations of one object at a time, with ranks of their own, so that a path can be written for one object and spend
// arrays as long as that object's operations. Knows no data type.
import { byObject } from "../by-object.ts";
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
  const all = new Int32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  if (objects === 1) {
    yield { table, rows: all, call, ret, span: table.history.length };
    return;
  }
  const rowsOf = byObject(all, object, objects);
  const ranks = ranksOf(table);
  for (let o = 0; o < objects; o++) {
    const rows = rowsOf(o);
    yield {
      table,
      rows,
      call: rows.map((row) => ranks.call[row] as number),
      ret: rows.map((row) => ranks.ret[row] as number),
      span: ranks.spans[o] as number,
    };
  }
}

/** Calls and returns of rows, counted per object. */
function ranksOf({ history, count, call, ret, object, objects }: OpTable): {
  readonly call: Int32Array;
  readonly ret: Int32Array;
  readonly spans: Int32Array;
} {
  const ranks = { call: new Int32Array(count), ret: new Int32Array(count).fill(NEVER) };
  const spans = new Int32Array(objects);
  for (const sign of eventsOf({ call, ret, span: history.length })) {
    if (sign === 0) continue;
    const row = Math.abs(sign) - 1;
    const o = object[row] as number;
    const rank = spans[o] as number;
    spans[o] = rank + 1;
    (sign > 0 ? ranks.call : ranks.ret)[row] = rank;
  }
  return { ...ranks, spans };
}

/** By rank: i + 1 where operation i was called, -(i + 1) where it returned, 0 where nothing of this object happened. */
export function eventsOf({
  call,
  ret,
  span,
}: Pick<ObjectOps, "call" | "ret" | "span">): Int32Array {
  const events = new Int32Array(span);
  for (let i = 0; i < call.length; i++) {
    events[call[i] as number] = i + 1;
    if (ret[i] !== NEVER) events[ret[i] as number] = -(i + 1);
  }
  return events;
}
