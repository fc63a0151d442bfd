// The clusters of a register's history: per value its writer and all who saw it (Gibbons & Korach 1997). Finds on the way what no
// order can explain about one value alone, and which objects have values written twice.
import { Column } from "../../../core/columns.ts";
import { errorOf, NEVER, OK, type OpTable, outputOf } from "../op-table.ts";
import { byObject } from "../by-object.ts";
import { convict, type Findings, isOpen, leaveOpen } from "./findings.ts";
import {
  abortedSettersOf,
  CAS,
  CONTRADICTION,
  REFUSAL,
  type RegisterRows,
  SIGHT,
  WRITE,
} from "./register-rows.ts";
import { contradictionWords, orphanWords } from "./register-words.ts";

/** A cluster's `previous` where its writer is no cas. */
export const NO_CLUSTER = -1;
/** A cluster's `previous` where its writer is a cas from a value that nobody wrote. */
export const NOWHERE = -2;
/** The writer of what an object holds at first. */
export const INITIAL = -1;

/** Clusters in columns, those of one object next to each other, its initial value first. */
export interface Clusters {
  readonly count: number;
  readonly object: Int32Array;
  /** Row, or `INITIAL`. */
  readonly writer: Int32Array;
  /** The first return of its operations: by then the value was set. -1 of an initial value; `NEVER` where nobody can tell that it ever was. */
  readonly firstReturn: Int32Array;
  /** The last call of its operations: until then the value stayed. -1 of an initial value that nobody saw. */
  readonly lastCall: Int32Array;
  /** The cluster that a cas made this one from. Empty without any cas. */
  readonly previous: Int32Array;
  /** Failed cas that do not tell what they saw, by row, and the clusters that they did not. */
  readonly refusals: Int32Array;
  readonly refused: Int32Array;
}

const int32 = (capacity: number): Int32Array<ArrayBuffer> => new Int32Array(capacity);

/** O(operations + values). */
export function clustersOf(rows: RegisterRows, findings: Findings): Clusters {
  const { table } = findings;
  const most = table.objects + rows.what.reduce((sum, what) => sum + Number(sets(what)), 0);
  const builder: Builder = {
    rows,
    findings,
    count: 0,
    clusterOf: int32(rows.values).fill(-1),
    object: int32(most),
    writer: int32(most),
    firstReturn: int32(most),
    lastCall: int32(most),
    previous: int32(rows.from.length > 0 ? most : 0).fill(NO_CLUSTER),
    refusals: new Column<Int32Array>(Int32Array),
    refused: new Column<Int32Array>(Int32Array),
  };
  const all = int32(table.count).map((_, row) => row);
  const rowsOf = byObject(all, table.object, table.objects);
  for (let object = 0; object < table.objects; object++) addObject(builder, object, rowsOf(object));
  return {
    ...builder,
    refusals: builder.refusals.view(),
    refused: builder.refused.view(),
  };
}

interface Builder extends Omit<Clusters, "refusals" | "refused"> {
  readonly rows: RegisterRows;
  readonly findings: Findings;
  count: number;
  /** Per value its latest cluster: one of the present object if it is not below the object's first. */
  readonly clusterOf: Int32Array;
  readonly refusals: Column<Int32Array>;
  readonly refused: Column<Int32Array>;
}

const sets = (what: number): boolean => what === WRITE || what === CAS;

function addObject(builder: Builder, object: number, own: Int32Array): void {
  const first = builder.count;
  add(builder, object, builder.rows.initial, INITIAL, -1, -1);
  if (addWriters(builder, object, own, first)) addSights(builder, object, own, first);
  else leaveOpen(builder.findings, object);
  if (isOpen(builder.findings, object)) return;
  // It is decided, or nothing can be said: its values take no part in what follows.
  builder.firstReturn.fill(NEVER, first, builder.count);
  builder.previous.fill(NO_CLUSTER, first, builder.count);
}

function add(
  builder: Builder,
  object: number,
  value: number,
  writer: number,
  ret: number,
  call: number,
): void {
  const cluster = builder.count++;
  builder.clusterOf[value] = cluster;
  builder.object[cluster] = object;
  builder.writer[cluster] = writer;
  builder.firstReturn[cluster] = ret;
  builder.lastCall[cluster] = call;
}

/** Whether every value has one writer at most. */
function addWriters(builder: Builder, object: number, own: Int32Array, first: number): boolean {
  const { what, value } = builder.rows;
  const { call, ret } = builder.findings.table;
  for (const row of own) {
    if (!sets(what[row] as number)) continue;
    if ((builder.clusterOf[value[row] as number] as number) >= first) return false;
    add(builder, object, value[row] as number, row, ret[row] as number, call[row] as number);
  }
  return true;
}

function addSights(builder: Builder, object: number, own: Int32Array, first: number): void {
  const { what, value, from } = builder.rows;
  const { findings, clusterOf } = builder;
  for (const row of own) {
    const cluster = clusterOf[value[row] as number] as number;
    switch (what[row] as number) {
      case SIGHT:
        if (addSight(builder, row, cluster < first ? NOWHERE : cluster, own)) break;
        return;
      case CAS: {
        const previous = clusterOf[from[row] as number] as number;
        builder.previous[cluster] = previous < first ? NOWHERE : previous;
        break;
      }
      case REFUSAL: {
        const refused = clusterOf[from[row] as number] as number;
        if (refused < first) break;
        builder.refusals.push(row);
        builder.refused.push(refused);
        break;
      }
      case CONTRADICTION: {
        const writer = cluster < first ? INITIAL : (builder.writer[cluster] as number);
        const proof = writer === INITIAL ? [row] : [writer, row];
        convict(findings, object, proof, contradictionWords(findings.table, row));
        return;
      }
    }
  }
}

/** False where no order explains the sight. */
function addSight(builder: Builder, row: number, cluster: number, own: Int32Array): boolean {
  const { findings, firstReturn, lastCall } = builder;
  const { table } = findings;
  const ret = table.ret[row] as number;
  const call = table.call[row] as number;
  const writer = cluster === NOWHERE ? INITIAL : (builder.writer[cluster] as number);
  if (cluster === NOWHERE || (writer !== INITIAL && ret < (table.call[writer] as number))) {
    const setters =
      cluster === NOWHERE ? abortedSettersOf(table, own, seenBy(table, row)) : [writer];
    const because = orphanWords(table, row);
    convict(findings, table.object[row] as number, [...setters, row], because);
    return false;
  }
  if (ret < (firstReturn[cluster] as number)) firstReturn[cluster] = ret;
  if (call > (lastCall[cluster] as number)) lastCall[cluster] = call;
  return true;
}

/** What an operation saw that ended and told. */
const seenBy = (table: OpTable, row: number): unknown =>
  table.outcome[row] === OK ? outputOf(table, row) : errorOf(table, row)?.seen;
