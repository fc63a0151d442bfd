// The `leader` checker: a term has one leader, terms only rise, what is committed stays, and a leader of the past accepts nothing.
// An election per key. Safety alone; how soon somebody leads after a fault is for `leader-liveness`.
import type { Checker } from "../checker.ts";
import type { ClockBounds } from "../keyed/clock-bounds.ts";
import type { Findings } from "../keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "../keyed/keyed-checker.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { Committed } from "./committed.ts";
import { Leases } from "./leases.ts";
import { Reigns } from "./reigns.ts";
import { acceptedOf, type Judge, sightOf } from "./sight.ts";
import { Terms } from "./terms.ts";

export interface LeaderOptions extends KeyedOptions, ClockBounds {}

/** `observe` answers with a `LeaderView`, `write` with an `AcceptedWrite`; other functions are passed over. */
export const leader = (options: LeaderOptions = {}): Checker =>
  keyedChecker(
    {
      name: "leader",
      functions: null,
      observations: "sights of a leader",
      judge: (object, found) => {
        judge(object, found, options);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, options: LeaderOptions): void {
  const judges: readonly Judge[] = [
    new Terms(object, found),
    new Reigns(object, found),
    new Committed(object, found),
    new Leases(object, found, options),
  ];
  let [views, writes] = [0, 0];
  for (const event of object.events) {
    if (object.isCall(event) || !object.isOk(event)) continue;
    const f = object.f(event);
    if (f === "observe") {
      views++;
      const sight = sightOf(object, event, found);
      for (const one of judges) one.see(sight);
    } else if (f === "write") {
      const accepted = acceptedOf(object, event);
      if (accepted === null) continue;
      writes++;
      for (const one of judges) one.accept(accepted);
    }
  }
  for (const one of judges) one.finish();
  found.count("views", views);
  found.count("acceptedWrites", writes);
}
