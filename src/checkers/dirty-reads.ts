// The `dirty-reads` checker: no read sees a value whose write failed, or that nobody wrote, as in Jepsen's tests of Galera and
// Percona; and, where asked, all rows of one read are of one write. An object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { WrittenValues } from "./keyed/written-values.ts";

export interface DirtyReadsOptions extends KeyedOptions {
  /** Values that are there before anything was written, besides null. */
  readonly initial?: readonly Json[];
  /** A write sets every row, so all rows of a read must be equal. False when left out. */
  readonly atomicRows?: boolean;
}

/** `write` a value; `read` answers with a value, or with the list of all rows. */
export const dirtyReads = (options: DirtyReadsOptions = {}): Checker =>
  keyedChecker(
    {
      name: "dirty-reads",
      functions: ["write", "read"],
      observations: "reads",
      judge: (object, found) => {
        judge(object, found, options);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, options: DirtyReadsOptions): void {
  const written = new WrittenValues(object, ["write"]);
  const fine = new Set([null, ...(options.initial ?? [])].map((value) => written.idOf(value)));
  let reads = 0;
  for (const event of object.events) {
    if (object.isCall(event) || object.f(event) !== "read" || !object.isOk(event)) continue;
    reads++;
    const answer = object.value(event);
    const rows: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
    const ids = rows.map((row) => written.idOf(row));
    for (const id of new Set(ids)) if (!fine.has(id)) judgeValue(object, written, id, event, found);
    const other = ids.find((id) => id !== ids[0]);
    if (options.atomicRows === true && other !== undefined)
      found.anomaly("inconsistent-read", () => ({
        says: `the read at event ${String(event)} saw ${written.show(ids[0] as number)} and ${written.show(other)} in rows that are written together`,
        ops: [object.otherHalf(event)],
      }));
  }
  found.observations += reads;
  found.count("reads", reads);
  found.count("failedWrites", written.failed.filter((event) => event !== -1).length);
}

function judgeValue(
  object: ObjectHistory,
  written: WrittenValues,
  id: number,
  event: number,
  found: Findings,
): void {
  const origin = written.origin(id, event);
  if (origin === "written") return;
  const saw = `the read at event ${String(event)} saw ${written.show(id)}`;
  const read = object.otherHalf(event);
  if (origin === "aborted")
    found.anomaly("dirty-read", () => ({
      says: `${saw}, whose write failed`,
      ops: [written.failed[id] as number, read],
    }));
  else
    found.anomaly("unwritten-read", () => ({
      says: `${saw}, which nobody had written`,
      ops: [read],
    }));
}
