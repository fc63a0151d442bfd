// The `set` checker: what was added and acknowledged is in the last read, and nothing else is. Adds and one final read, as
// jepsen.checker/set; an object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import { ElementLists } from "./keyed/element-lists.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { WrittenValues } from "./keyed/written-values.ts";

/** `add` an element; `read` answers with the list of all. */
export const set = (options: KeyedOptions = {}): Checker =>
  keyedChecker({ name: "set", functions: ["add", "read"], observations: "reads", judge }, options);

function judge(object: ObjectHistory, found: Findings): void {
  const added = new WrittenValues(object, ["add"]);
  const attempts = added.size;
  const last = object.events.findLast((event) => !object.isCall(event) && isOkRead(object, event));
  found.count("attempts", attempts);
  found.count("acknowledged", added.ok.filter((event) => event !== -1).length);
  if (last === undefined) {
    found.doubtThat("too-few-ops", "the set was never read");
    return;
  }
  found.observations++;
  const seen = new ElementLists(object, added, found);
  const present = seen.read(last).filter((id) => id < attempts);
  const recovered = present.filter((id) => added.ok[id] === -1);
  found.count("ok", present.length);
  found.count("recovered", recovered.length);
  for (const id of recovered) found.list("recoveredElements", () => added.valueOf(id) as Json);
  noteLost(object, added, last, found, (id) => seen.isListed(id, last));
}

const isOkRead = (object: ObjectHistory, event: number): boolean =>
  object.f(event) === "read" && object.isOk(event);

/** An add that was acknowledged only after the last read was called need not be in it. */
function noteLost(
  object: ObjectHistory,
  added: WrittenValues,
  last: number,
  found: Findings,
  isPresent: (id: number) => boolean,
): void {
  const read = object.otherHalf(last);
  let lost = 0;
  for (const [id, ok] of added.ok.entries()) {
    if (ok === -1 || ok > read || isPresent(id)) continue;
    lost++;
    found.list("lostElements", () => added.valueOf(id) as Json);
    found.anomaly("lost-element", () => ({
      says: `the add of ${added.show(id)} was acknowledged at event ${String(ok)}, and the last read does not list it`,
      ops: [object.otherHalf(ok), read],
    }));
  }
  found.count("lost", lost);
}
