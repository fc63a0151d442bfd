// The `unique-ids` checker: no identifier is ever handed out twice. All keys share one space of identifiers.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { showValue, ValueTable } from "./models/value-table.ts";

/** `generate` answers with an identifier. */
export const uniqueIds = (options: KeyedOptions = {}): Checker =>
  keyedChecker(
    { name: "unique-ids", functions: null, observations: "ids", whole: true, judge },
    options,
  );

function judge(object: ObjectHistory, found: Findings): void {
  const ids = new ValueTable();
  const first: number[] = [];
  const times: number[] = [];
  let [attempted, acknowledged] = [0, 0];
  for (const event of object.events) {
    if (object.f(event) !== "generate") continue;
    if (object.isCall(event)) attempted++;
    else if (object.isOk(event)) {
      acknowledged++;
      const id = ids.idOf(object.value(event));
      times[id] = (times[id] ?? 0) + 1;
      if (times[id] === 1) first[id] = event;
      else noteAgain(object, found, first[id] as number, event);
    }
  }
  found.observations += acknowledged;
  found.count("attempted", attempted);
  found.count("acknowledged", acknowledged);
  noteDuplicated(ids, times, found);
  noteRange(ids, found);
}

function noteAgain(object: ObjectHistory, found: Findings, first: number, again: number): void {
  found.anomaly("duplicate-id", () => ({
    says: `events ${String(first)} and ${String(again)} both gave out ${showValue(object.value(again))}`,
    ops: [object.otherHalf(first), object.otherHalf(again)],
  }));
}

/** How often each identifier was given out that was so more than once. */
function noteDuplicated(ids: ValueTable, times: readonly number[], found: Findings): void {
  let duplicated = 0;
  for (const [id, count] of times.entries()) {
    if (count === 1) continue;
    duplicated++;
    found.list("duplicatedIds", () => [ids.valueOf(id) as Json, count]);
  }
  found.count("duplicated", duplicated);
}

/** The least and the greatest of all identifiers, where they are of one kind. */
function noteRange(ids: ValueTable, found: Findings): void {
  let least: unknown = ids.valueOf(0);
  if (typeof least !== "number" && typeof least !== "string") return;
  let greatest = least;
  for (let id = 1; id < ids.size; id++) {
    const value = ids.valueOf(id);
    if (typeof value !== typeof least) return;
    if ((value as string) < (least as string)) least = value;
    if ((value as string) > (greatest as string)) greatest = value as string;
  }
  found.list("range", () => least as Json);
  found.list("range", () => greatest);
}
