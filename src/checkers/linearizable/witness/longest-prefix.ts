// Where the history of an object went wrong: the first event with which it has no order any more. All before it is the longest
// linearizable prefix. Pure but for the stopwatch in its limits.
import { type OpIndex, opIndex } from "../../../core/ids.ts";
import type { Operation } from "../../../core/op.ts";
import type { Model } from "../../models/model.ts";
import { onlineChecker } from "../online/online.ts";
import { operationOf } from "../objects.ts";
import { NEVER, type OpTable } from "../op-table.ts";
import type { PathOptions } from "../paths/path.ts";
import { type ShrinkLimits, Trial } from "./shrink.ts";

/** Longer histories that cannot be judged as they come are not cut again and again. */
const MAX_OPS_TO_SEARCH = 5000;
/** Between two looks at the stopwatch. */
const SLICE_EVENTS = 4096;

/**
 * The event as an index of the history; null where it was not found within the limits. Judges the object event by event where its
 * model has a streaming form, else by bisection: a prefix of a linearizable prefix is linearizable. What is open at an event may
 * have happened or not.
 */
export function firstBadEvent(
  model: Model,
  options: PathOptions,
  table: OpTable,
  object: number,
  limits: ShrinkLimits,
): OpIndex | null {
  const rows = table.object.reduce<number[]>((found, each, row) => {
    if (each === object) found.push(row);
    return found;
  }, []);
  return (
    byStream(model, options, table, rows, limits) ??
    (rows.length > MAX_OPS_TO_SEARCH ? null : byBisection(model, options, table, rows, limits))
  );
}

function byStream(
  model: Model,
  { initial, nullReads }: PathOptions,
  { history, call }: OpTable,
  rows: readonly number[],
  limits: ShrinkLimits,
): OpIndex | null {
  const checker = onlineChecker({ model: model.name, initial, nullReads });
  if (checker === null) return null;
  const calls = rows.map((row) => call[row] as number);
  const ends = calls.map((event) => history.columns.pair[event] as number);
  const events = Int32Array.from([...calls, ...ends.filter((event) => event >= 0)]).sort();
  for (const [i, event] of events.entries()) {
    if (i % SLICE_EVENTS === 0 && limits.elapsedMs() > limits.timeMs) return null;
    const violation = checker.push(history.at(opIndex(event)));
    if (checker.state === "deferred") return null;
    if (violation !== null) return violation.event;
  }
  return null;
}

function byBisection(
  model: Model,
  { initial }: PathOptions,
  table: OpTable,
  rows: readonly number[],
  limits: ShrinkLimits,
): OpIndex | null {
  const trial = new Trial(model, initial, limits);
  const ops = rows.map((row) => operationOf(table, row));
  const returns = Int32Array.from(rows, (row) => table.ret[row] as number)
    .filter((event) => event !== NEVER)
    .sort();
  // Before `good` returns the history has an order, after `bad` it has none.
  let good = 0;
  let bad = returns.length;
  while (bad - good > 0) {
    const middle = (good + bad) >>> 1;
    const prefix = upTo(ops, returns[middle] as number);
    if (trial.fails(prefix)) bad = middle;
    else if (trial.passes(prefix)) good = middle + 1;
    else return null;
  }
  const found = returns[bad];
  return found === undefined ? null : opIndex(found);
}

/** What was known right after an event: of what ended later, nobody knew how. */
const upTo = (ops: readonly Operation[], event: number): readonly Operation[] =>
  ops
    .filter(({ index }) => index <= event)
    .map((op) =>
      op.completion === null || op.completion <= event
        ? op
        : { ...op, completion: null, end: null, outcome: LATER },
    );

const LATER = { type: "info", error: { code: "later", message: "it ended later" } } as const;
