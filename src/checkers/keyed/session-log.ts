// Walks through the sessions of one object: processes that add elements and read the list of all. Knows no guarantee; it asks a
// judge of one about every read.
import { ElementLists } from "./element-lists.ts";
import type { Findings } from "./findings.ts";
import type { ObjectHistory } from "./object-history.ts";
import { WrittenValues } from "./written-values.ts";

const WRITES = ["add", "append", "write"] as const;

/** A session adds (or appends, writes) an element; `read` answers with the list of all. */
export const SESSION_FUNCTIONS = [...WRITES, "read"] as const;

/** An ok read: who saw what. */
export interface SessionRead {
  readonly process: number;
  readonly event: number;
  /** Ids of the elements seen, each once. */
  readonly ids: readonly number[];
  readonly sees: (id: number) => boolean;
}

/** What a read should have seen, and why. */
export interface Breach {
  /** Goes on after "the read … does not see X, ". */
  readonly because: string;
  readonly missing: number;
  /** Calls that show it, besides the read. */
  readonly ops: readonly number[];
}

/** Judges the reads of one object, told of all that happens in its order. */
export interface SessionJudge {
  /** A write that may have happened is called. `sole`: no other call wrote that element. */
  called?(id: number, process: number, sole: boolean): void;
  acknowledged?(id: number, process: number, sole: boolean): void;
  read(read: SessionRead): Breach | null;
}

export interface Guarantee {
  /** The kind of the anomaly. */
  readonly kind: string;
  readonly judge: (object: ObjectHistory, written: WrittenValues) => SessionJudge;
}

export function judgeSessions(
  object: ObjectHistory,
  found: Findings,
  { kind, judge }: Guarantee,
): void {
  const written = new WrittenValues(object, WRITES);
  const lists = new ElementLists(object, written, found, false);
  const judged = judge(object, written);
  const sole = soleWrites(object, written);
  let reads = 0;
  for (const event of object.events) {
    const process = object.process(event);
    const isCall = object.isCall(event);
    if (object.f(event) !== "read") {
      const id = written.idOf(object.value(isCall ? event : object.otherHalf(event)));
      if (isCall && object.outcome(event) !== "fail") judged.called?.(id, process, sole[id] === 1);
      else if (!isCall && object.isOk(event)) judged.acknowledged?.(id, process, sole[id] === 1);
    } else if (!isCall && object.isOk(event)) {
      reads++;
      const ids = lists.read(event);
      const sees = (id: number): boolean => lists.isListed(id, event);
      const breach = judged.read({ process, event, ids, sees });
      if (breach !== null) noteBreach(object, written, kind, event, breach, found);
    }
  }
  found.observations += reads;
  found.count("reads", reads);
}

/** By element: how many calls may have written it. */
function soleWrites(object: ObjectHistory, written: WrittenValues): readonly number[] {
  const calls: number[] = new Array<number>(written.size).fill(0);
  for (const event of object.events) {
    if (!object.isCall(event) || object.f(event) === "read" || object.outcome(event) === "fail")
      continue;
    const id = written.idOf(object.value(event));
    calls[id] = (calls[id] ?? 0) + 1;
  }
  return calls;
}

function noteBreach(
  object: ObjectHistory,
  written: WrittenValues,
  kind: string,
  event: number,
  { because, missing, ops }: Breach,
  found: Findings,
): void {
  found.count("breaches", 1);
  found.anomaly(kind, () => ({
    says: `the read at event ${String(event)} by process ${String(object.process(event))} does not see ${written.show(missing)}, ${because}`,
    ops: [...ops, object.otherHalf(event)],
  }));
}
