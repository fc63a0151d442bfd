// Operations in words, for sentences about them: "read 4", "changed 4 to 5". Knows the functions of the models by name.
import type { Operation } from "../../../core/op.ts";
import { formatDuration } from "../../../core/duration.ts";
import type { Nanos } from "../../../core/ids.ts";
import { showValue } from "../../models/value-table.ts";

const NANOS_PER_SECOND = 1e9;

/** What the operation did, or may have done, in the past tense. */
export function didWhat(op: Operation): string {
  const { outcome } = op;
  const text = deed(op);
  return outcome.type === "info" ? `perhaps ${text}` : text;
}

function deed({ f, input, outcome }: Operation): string {
  const value = outcome.type === "ok" ? outcome.value : null;
  switch (f) {
    case "read":
    case "get":
      return `read ${showValue(value)}`;
    case "write":
    case "put":
      return `wrote ${showValue(input)}`;
    case "append":
      return `appended ${showValue(input)}`;
    case "cas":
      return casWords(input as readonly [unknown, unknown], outcome);
    case "acquire":
      return outcome.type === "fail" ? "found the lock held" : "acquired the lock";
    case "release":
      return outcome.type === "fail" ? "found the lock free" : "released the lock";
    case "enqueue":
      return `enqueued ${showValue(input)}`;
    case "dequeue":
      return outcome.type === "ok" && value !== null
        ? `dequeued ${showValue(value)}`
        : outcome.type === "info"
          ? "dequeued something"
          : "found the queue empty";
    case "add":
      return `added ${showValue(input)}`;
    default:
      return `${f} ${showValue(input)}${outcome.type === "ok" ? ` gave ${showValue(value)}` : ""}`;
  }
}

function casWords([from, to]: readonly [unknown, unknown], outcome: Operation["outcome"]): string {
  if (outcome.type !== "fail") return `changed ${showValue(from)} to ${showValue(to)}`;
  const failed = `failed to change ${showValue(from)} to ${showValue(to)}`;
  return "seen" in outcome.error ? `${failed}, seeing ${showValue(outcome.error.seen)}` : failed;
}

/** A moment of a run: "12.81 s". */
const atTime = (time: Nanos): string =>
  time < NANOS_PER_SECOND ? formatDuration(time) : `${(time / NANOS_PER_SECOND).toFixed(2)} s`;

/** "process 3 read 4 of key 7 at 7.00 s" */
export function told(op: Operation): string {
  const ofKey = op.key === undefined ? "" : ` of key ${String(op.key)}`;
  return `process ${String(op.process)} ${didWhat(op)}${ofKey} at ${timeOf(op)}`;
}

/** When the operation ended, or was called where no end is known. */
export const timeOf = (op: Operation): string => atTime(op.end ?? op.start);
