// The `counter` and `pn-counter` checkers: every read lies between the least and the greatest sum that the adds called so far
// allow, as jepsen.checker/counter, with negative adds in the second. An object per key. An interval is no proof of the sum.
import type { Checker } from "./checker.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";

export interface CounterOptions extends KeyedOptions {
  /** What the counter holds at first; 0 when left out. */
  readonly initial?: number;
  /**
   * "all" (when left out): every read must show what was acknowledged before. "final": only reads called after the last add ended
   * or was given up, as eventually consistent counters promise.
   */
  readonly reads?: "all" | "final";
}

/** `add` a number from 0; `read` answers with the sum. */
export const counter = (options: CounterOptions = {}): Checker =>
  counterChecker("counter", options, true);

/** `add` any number; `read` answers with the sum. */
export const pnCounter = (options: CounterOptions = {}): Checker =>
  counterChecker("pn-counter", options, false);

const counterChecker = (name: string, options: CounterOptions, growsOnly: boolean): Checker =>
  keyedChecker(
    {
      name,
      functions: ["add", "read"],
      observations: "reads",
      judge: (object, found) => {
        judge(object, found, options, growsOnly);
      },
    },
    options,
  );

/** Sums of adds: of those called (and not known to have failed) and of those acknowledged, above and below zero. */
interface Sums {
  calledAbove: number;
  calledBelow: number;
  okAbove: number;
  okBelow: number;
}

function judge(
  object: ObjectHistory,
  found: Findings,
  { initial = 0, reads = "all" }: CounterOptions,
  growsOnly: boolean,
): void {
  const from = reads === "final" ? lastAdd(object) : -1;
  const sums: Sums = { calledAbove: 0, calledBelow: 0, okAbove: 0, okBelow: 0 };
  /** By process: what was acknowledged when its read was called. */
  const atCall = new Map<number, Pick<Sums, "okAbove" | "okBelow">>();
  let [adds, judged] = [0, 0];
  found.count("errors", 0);
  for (const event of object.events) {
    const isCall = object.isCall(event);
    if (object.f(event) === "add") {
      addTo(sums, object, event, found, growsOnly);
      if (isCall) adds++;
    } else if (!object.isOk(event)) continue;
    else if (isCall)
      atCall.set(object.process(event), { okAbove: sums.okAbove, okBelow: sums.okBelow });
    else if (object.otherHalf(event) > from) {
      const before = atCall.get(object.process(event)) as Pick<Sums, "okAbove" | "okBelow">;
      const lower = initial + before.okAbove + sums.calledBelow;
      const upper = initial + sums.calledAbove + before.okBelow;
      judgeRead(object, event, { lower, upper }, found);
      judged++;
    }
  }
  found.observations += judged;
  found.count("reads", judged);
  found.count("adds", adds);
}

/** The last event of any add. */
const lastAdd = (object: ObjectHistory): number =>
  object.events.findLast((event) => object.f(event) === "add") ?? -1;

function addTo(
  sums: Sums,
  object: ObjectHistory,
  event: number,
  found: Findings,
  growsOnly: boolean,
): void {
  const outcome = object.outcome(event);
  const isCall = object.isCall(event);
  if (outcome === "fail" || (!isCall && outcome !== "ok")) return;
  const call = isCall ? event : object.otherHalf(event);
  const delta = object.value(call);
  if (typeof delta !== "number" || Number.isNaN(delta))
    return found.unreadable(call, "an add of what is no number");
  if (growsOnly && delta < 0)
    return found.unreadable(call, "a counter only grows; pn-counter allows negative adds");
  if (isCall && delta < 0) sums.calledBelow += delta;
  else if (isCall) sums.calledAbove += delta;
  else if (delta < 0) sums.okBelow += delta;
  else sums.okAbove += delta;
}

function judgeRead(
  object: ObjectHistory,
  event: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  found: Findings,
): void {
  const value = object.value(event);
  if (typeof value !== "number") return found.unreadable(event, "a read answered with no number");
  found.list("readIntervals", () => [lower, value, upper]);
  if (value >= lower && value <= upper) return;
  found.count("errors", 1);
  found.list("errorIntervals", () => [lower, value, upper]);
  found.anomaly("counter-out-of-bounds", () => ({
    says: `the read at event ${String(event)} gave ${String(value)}, and only ${String(lower)} to ${String(upper)} is possible`,
    ops: [object.otherHalf(event)],
  }));
}
