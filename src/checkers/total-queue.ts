// The `total-queue` checker: everything that goes in comes out, once, as jepsen.checker/total-queue; in order where that is
// claimed. Only for histories that end with the queue emptied. An object per key.
import type { Json } from "../core/json.ts";
import type { Checker } from "./checker.ts";
import { noteOvertaking } from "./keyed/fifo-order.ts";
import type { Findings } from "./keyed/findings.ts";
import { keyedChecker, type KeyedOptions } from "./keyed/keyed-checker.ts";
import type { ObjectHistory } from "./keyed/object-history.ts";
import { QUEUE_FUNCTIONS, QueueLog } from "./keyed/queue-log.ts";

export interface TotalQueueOptions extends KeyedOptions {
  /** The queue claims to be first in, first out. False when left out. */
  readonly fifo?: boolean;
  /** "exactly-once" when left out; with "at-least-once" duplicates are counted and no anomaly. */
  readonly delivery?: "exactly-once" | "at-least-once";
  /**
   * "shown" (when left out): an element is lost only if the queue was emptied, or found empty, by a call after its enqueue.
   * "assumed": the history ends with the queue empty, as Jepsen takes for granted.
   */
  readonly drained?: "shown" | "assumed";
}

export const totalQueue = (options: TotalQueueOptions = {}): Checker =>
  keyedChecker(
    {
      name: "total-queue",
      functions: QUEUE_FUNCTIONS,
      observations: "dequeues",
      judge: (object, found) => {
        judge(object, found, options);
      },
    },
    options,
  );

function judge(object: ObjectHistory, found: Findings, options: TotalQueueOptions): void {
  const log = new QueueLog(object, found);
  const totals = {
    attempts: 0,
    acknowledged: 0,
    ok: 0,
    recovered: 0,
    unexpected: 0,
    duplicated: 0,
  };
  for (let id = 0; id < log.size; id++) {
    const tally = tallyOf(log, id);
    totals.attempts += tally.attempts;
    totals.acknowledged += log.acknowledged[id] as number;
    totals.ok += tally.ok;
    totals.recovered += tally.recovered;
    totals.unexpected += tally.unexpected;
    totals.duplicated += tally.duplicated;
    found.observations += log.dequeued[id] as number;
    noteStrangers(object, log, id, found);
    noteDuplicates(object, log, id, tally.duplicated, options, found);
    if (tally.recovered > 0) found.list("recoveredElements", () => log.valueOf(id) as Json);
  }
  for (const [name, count] of Object.entries(totals)) found.count(name, count);
  noteLost(object, log, options, found);
  if (options.fifo === true) noteOvertaking(object, log, found);
}

/** Jepsen's multisets, one element: attempts, ok = out ∩ attempts, unexpected, duplicated, recovered = ok − acknowledged. */
function tallyOf(
  log: QueueLog,
  id: number,
): Record<"attempts" | "ok" | "recovered" | "unexpected" | "duplicated", number> {
  const attempts = (log.called[id] as number) + (log.failed[id] as number);
  const out = log.dequeued[id] as number;
  const ok = Math.min(out, attempts);
  return {
    attempts,
    ok,
    recovered: Math.max(0, ok - (log.acknowledged[id] as number)),
    unexpected: attempts === 0 ? out : 0,
    duplicated: attempts === 0 ? 0 : out - ok,
  };
}

/** Elements that came out and never went in, or whose every enqueue certainly failed, or that came out before they went in. */
function noteStrangers(object: ObjectHistory, log: QueueLog, id: number, found: Findings): void {
  const out = log.firstOut[id] as number;
  if (out === -1) return;
  const answer = `event ${String(out)} took ${log.show(id)} out`;
  const ops = [object.otherHalf(out)];
  if (log.called[id] === 0 && log.failed[id] !== 0)
    found.anomaly("aborted-read", () => ({ says: `${answer}, whose enqueue failed`, ops }));
  else if (log.called[id] === 0) {
    found.list("unexpectedElements", () => log.valueOf(id) as Json);
    found.anomaly("unexpected-element", () => ({ says: `${answer}, which nobody put in`, ops }));
  } else if (out < (log.firstCall[id] as number))
    found.anomaly("unexpected-element", () => ({
      says: `${answer} before anybody put it in`,
      ops: [...ops, log.firstCall[id] as number],
    }));
}

function noteDuplicates(
  object: ObjectHistory,
  log: QueueLog,
  id: number,
  duplicated: number,
  { delivery }: TotalQueueOptions,
  found: Findings,
): void {
  if (duplicated > 0) found.list("duplicatedElements", () => log.valueOf(id) as Json);
  const [out, into] = [log.dequeued[id] as number, log.called[id] as number];
  if (delivery === "at-least-once" || into === 0 || out <= into) return;
  found.anomaly("duplicate-element", () => ({
    says: `${log.show(id)} was put in ${times(into)} and came out ${times(out)}`,
    ops: [log.firstCall[id] as number, object.otherHalf(log.firstOut[id] as number)],
  }));
}

const times = (n: number): string => (n === 1 ? "once" : `${String(n)} times`);

/**
 * Acknowledged elements that never came out. Each dequeue of unknown outcome may have taken one: only those beyond are certainly
 * lost.
 */
function noteLost(
  object: ObjectHistory,
  log: QueueLog,
  { drained = "shown" }: TotalQueueOptions,
  found: Findings,
): void {
  let [lost, shown] = [0, 0];
  const examples: number[] = [];
  for (let id = 0; id < log.size; id++) {
    const missing = Math.max(0, (log.acknowledged[id] as number) - (log.dequeued[id] as number));
    if (missing === 0) continue;
    lost += missing;
    found.list("lostElements", () => log.valueOf(id) as Json);
    if (drained === "shown" && (log.lastOk[id] as number) > log.lastEmpty) continue;
    shown += missing;
    examples.push(id);
  }
  found.count("lost", lost);
  const certain = Math.max(0, shown - log.mayHaveSwallowed);
  found.count("certainlyLost", certain);
  for (let n = 0; n < certain; n++)
    noteLostElement(object, log, examples[n % examples.length] as number, found);
  if (lost > shown)
    found.doubtThat(
      "no-evidence",
      `${String(lost - shown)} elements went in and never came out, but nothing shows that the queue was emptied after them; end the run with a drain`,
    );
}

function noteLostElement(object: ObjectHistory, log: QueueLog, id: number, found: Findings): void {
  const ok = log.lastOk[id] as number;
  const swallowed = log.mayHaveSwallowed;
  const though =
    swallowed === 0
      ? ""
      : `, more than the ${String(swallowed)} dequeues of unknown outcome can have taken`;
  found.anomaly("lost-element", () => ({
    says: `the enqueue of ${log.show(id)} was acknowledged at event ${String(ok)}, and it never came out${though}`,
    ops: [object.otherHalf(ok)],
  }));
}
