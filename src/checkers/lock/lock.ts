// The `lock` checker: one owner at a time, fencing tokens that rise and are heeded, and no lost update of what the lock protects.
// A lock, and the value it protects, per key.
import type { Checker } from "../checker.ts";
import type { Findings } from "../keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "../keyed/keyed-checker.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { judgeExclusion } from "./exclusion.ts";
import { type HoldOptions, Holds } from "./holds.ts";
import { Tokens } from "./tokens.ts";
import { Updates } from "./updates.ts";

export interface LockOptions extends KeyedOptions, HoldOptions {
  /**
   * Whether two owners may never hold it at once. True when left out; false where tokens fence off those that lost it unawares: then
   * overlaps are measured, no anomalies.
   */
  readonly exclusive?: boolean;
}

/** `acquire` answers with a fencing token or null; `release`, `read`, `write` as in `LockSpec`. */
export const lock = (options: LockOptions = {}): Checker =>
  keyedChecker(
    {
      name: "lock",
      functions: null,
      observations: "acquires",
      judge: (object, found) => {
        judge(object, found, options);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, options: LockOptions): void {
  const holds = new Holds(object, options);
  const tokens = new Tokens(object, found, options.reentrant === true);
  const updates = new Updates(object);
  let acquires = 0;
  for (const event of object.events) {
    const hold = holds.of(object.process(event));
    holds.take(event);
    const f = object.f(event);
    if (object.isCall(event)) {
      if (f === "write") updates.called(event);
      continue;
    }
    if (!object.isOk(event)) continue;
    if (f === "acquire") {
      acquires++;
      tokens.acquired(event);
    } else if (hold !== undefined && f === "read") updates.read(event, hold);
    else if (hold !== undefined && f === "write") {
      tokens.accepted(event, hold);
      updates.wrote(event, hold);
    }
  }
  holds.finish();
  judgeExclusion(object, holds.all, found, options.exclusive !== false);
  updates.finish(found);
  found.observations += acquires;
  found.count("acquires", acquires);
  found.count("holds", holds.all.length);
}
