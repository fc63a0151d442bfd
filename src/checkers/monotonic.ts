// The `monotonic` checker: a value that only grows (an epoch, a revision, a timestamp) is never seen to go back, in real time or
// by one process. An object per key. One pass with a running maximum.
import type { Checker } from "./checker.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { showValue } from "./models/value-table.ts";

export interface MonotonicOptions extends KeyedOptions {
  /** What must not go back: answers in real time ("real-time", when left out), or those that one process got. */
  readonly scope?: "real-time" | "process";
}

/** `read` answers with a number (null: nothing yet); `inc` makes it grow and answers with what it is then. */
export const monotonic = (options: MonotonicOptions = {}): Checker =>
  keyedChecker(
    {
      name: "monotonic",
      functions: ["read", "inc"],
      observations: "answers",
      judge: (object, found) => {
        judge(object, found, options.scope ?? "real-time");
      },
    },
    options,
  );

/** The greatest value so far, and the answer that gave it; -1 before the first. */
interface Height {
  readonly value: number;
  readonly event: number;
}

const GROUND: Height = { value: -Infinity, event: -1 };

function judge(object: ObjectHistory, found: Findings, scope: "real-time" | "process"): void {
  /** By process: the greatest value known when its operation was called; by process alone: that it got itself. */
  const known = new Map<number, Height>();
  let greatest = GROUND;
  let answers = 0;
  for (const event of object.events) {
    if (!object.isOk(event)) continue;
    const process = object.process(event);
    if (object.isCall(event)) {
      if (scope === "real-time") known.set(process, greatest);
      continue;
    }
    const value = object.value(event) ?? -Infinity;
    if (typeof value !== "number") return found.unreadable(event, "an answer that is no number");
    answers++;
    const before = known.get(process) ?? GROUND;
    const grows = object.f(event) === "inc" ? value > before.value : value >= before.value;
    if (!grows) noteFall(object, found, before, event);
    if (value > greatest.value) greatest = { value, event };
    if (scope === "process" && value > before.value) known.set(process, { value, event });
  }
  found.observations += answers;
  found.count("answers", answers);
}

function noteFall(object: ObjectHistory, found: Findings, before: Height, event: number): void {
  const value = showValue(object.value(event));
  const what = object.f(event) === "inc" ? "incremented it to" : "read";
  found.anomaly("value-went-back", () => ({
    says: `event ${String(event)} ${what} ${value} after event ${String(before.event)} had given ${String(before.value)}`,
    ops: [before.event, event].filter((end) => end !== -1).map((end) => object.otherHalf(end)),
  }));
}
