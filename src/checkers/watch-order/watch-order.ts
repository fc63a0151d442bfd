// The `watch-order` checker: watches of a store with revisions give every event once, in order, whole revisions at a time, go on
// where they are resumed, and are complete up to a bookmark: what etcd's documentation promises of its watches.
import type { Checker } from "../checker.ts";
import type { Findings } from "../keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "../keyed/keyed-checker.ts";
import type { ObjectHistory } from "../keyed/object-history.ts";
import { KnownEvents } from "./known-events.ts";
import { answerOf, startOf } from "./watch-values.ts";
import { Watcher } from "./watcher.ts";

export const watchOrder = (options: KeyedOptions = {}): Checker =>
  keyedChecker(
    { name: "watch-order", functions: null, observations: "watched events", whole: true, judge },
    options,
  );

/** Two passes: which events there are, then what each watcher got of them. Processes are watchers. */
function judge(object: ObjectHistory, found: Findings): void {
  const known = new KnownEvents(object, found);
  const watchers = new Map<number, Watcher>();
  let [answers, watched] = [0, 0];
  for (const event of object.events) {
    if (object.f(event) !== "watch") continue;
    const process = object.process(event);
    if (object.isCall(event)) {
      const start = startOf(object, event, found);
      if (start !== null || !watchers.has(process))
        watchers.set(process, new Watcher(object, known, found, start ?? {}));
    } else if (object.isOk(event)) {
      const answer = answerOf(object, event, found);
      answers++;
      watched += answer.events.length;
      watchers.get(process)?.take(event, answer);
    } else watchers.delete(process);
  }
  found.observations += watched;
  found.count("watchedEvents", watched);
  found.count("answers", answers);
  found.count("knownEvents", known.size);
}
