// Why a register cannot have held the value that somebody saw: the sentence part after "but". Looks for the simple, common
// reasons (aborted, never written, from the future, overwritten, gone back); finding none is no error.
import type { Json } from "../../../core/json.ts";
import type { Operation } from "../../../core/op.ts";
import { showValue } from "../../models/value-table.ts";
import { didWhat, timeOf } from "./op-words.ts";

export interface Reason {
  readonly text: string;
  /** Operations that it speaks of. */
  readonly ops: readonly Operation[];
}

const MODELS = new Set(["register", "cas-register", "kv"]);
const READS = new Set(["read", "get"]);
const WRITES = new Set(["write", "put"]);

/** A value that an operation saw or set; the wrapper tells null from none. */
interface Seen {
  readonly value: unknown;
}

const same = (a: unknown, b: unknown): boolean => showValue(a) === showValue(b);

function seenBy({ f, input, outcome }: Operation): Seen | null {
  if (READS.has(f)) return outcome.type === "ok" ? { value: outcome.value } : null;
  if (f !== "cas") return null;
  if (outcome.type === "ok") return { value: (input as readonly [unknown, unknown])[0] };
  return outcome.type === "fail" && "seen" in outcome.error ? { value: outcome.error.seen } : null;
}

function setBy({ f, input }: Operation): Seen | null {
  if (WRITES.has(f)) return { value: input };
  return f === "cas" ? { value: (input as readonly [unknown, unknown])[1] } : null;
}

const isBefore = (a: Operation, b: Operation): boolean =>
  a.completion !== null && a.outcome.type !== "info" && a.completion < b.index;

/**
 * Why `culprit` cannot have seen what it saw, from all operations on the object; null where none of the simple reasons applies.
 * Of several that would do, the reason names one of `proof` (indices): that is what a reader has before their eyes.
 */
export function registerReason(
  model: string,
  initial: Json,
  ops: readonly Operation[],
  culprit: Operation,
  proof: ReadonlySet<number> = new Set(),
): Reason | null {
  const seen = MODELS.has(model) ? seenBy(culprit) : null;
  if (seen === null) return null;
  const shown = showValue(seen.value);
  const setters = ops.filter((op) => same(setBy(op)?.value, seen.value) && setBy(op) !== null);
  const happened = setters.filter(({ outcome }) => outcome.type !== "fail");
  const fromStart = same(initial, seen.value);
  if (happened.length === 0 && !fromStart) return neverWritten(shown, setters);
  const early = happened.filter(
    (op) => culprit.completion === null || op.index < culprit.completion,
  );
  const [first] = happened;
  if (early.length === 0 && !fromStart && first !== undefined)
    return {
      text: `${shown} was not written until ${timeOf({ ...first, end: first.start })}`,
      ops: [first],
    };
  const past: Past = { shown, value: seen.value, fromStart, setters: early, proof };
  return overwritten(past, ops, culprit) ?? goneBack(past, ops, culprit);
}

function neverWritten(shown: string, failed: readonly Operation[]): Reason {
  const [first] = failed;
  if (first === undefined) return { text: `nobody ever wrote ${shown}`, ops: [] };
  const what = first.f === "cas" ? "cas" : "write";
  return {
    text: `the ${what} of ${shown} by process ${String(first.process)} had failed (aborted read)`,
    ops: failed,
  };
}

/** How the value that the culprit saw can have come about. */
interface Past {
  readonly shown: string;
  readonly value: unknown;
  readonly fromStart: boolean;
  /** Called before the culprit ended. */
  readonly setters: readonly Operation[];
  readonly proof: ReadonlySet<number>;
}

/** The latest that passes, of the proof if it can be. */
function latest(
  { proof }: Past,
  ops: readonly Operation[],
  passes: (op: Operation) => boolean,
): Operation | undefined {
  return ops.findLast((op) => proof.has(op.index) && passes(op)) ?? ops.findLast(passes);
}

/**
 * From when on the value was surely current once; null where it may come about later or more than once. Of one that only its one
 * setter can have brought about, whoever sees it shows that the setter is done.
 */
function onceCurrent(
  { fromStart, setters }: Past,
  ops: readonly Operation[],
  culprit: Operation,
): number | null {
  const [setter, ...others] = setters;
  if (setter === undefined) return fromStart ? -1 : null;
  if (fromStart || others.length > 0) return null;
  return Math.min(endOf(setter), firstSight(setter, ops, culprit));
}

/** Somebody set another value after every setter of this one was done (or seen done), and before the culprit was called. */
function overwritten(past: Past, ops: readonly Operation[], culprit: Operation): Reason | null {
  const { shown, setters } = past;
  const allDone = setters.reduce((last, op) => Math.max(last, endOf(op)), -1);
  const done = onceCurrent(past, ops, culprit) ?? allDone;
  const last = latest(
    past,
    ops,
    (op) =>
      op.outcome.type === "ok" &&
      setBy(op) !== null &&
      !setters.includes(op) &&
      isBefore(op, culprit) &&
      op.index > done,
  );
  if (last === undefined) return null;
  const by = showValue(setBy(last)?.value);
  const before =
    past.value === null ? `${by} had been written` : `${shown} had been overwritten by ${by}`;
  return {
    text: `${before} at ${timeOf(last)}`,
    ops: [...setters, last],
  };
}

const NEVER = Infinity;

const endOf = ({ outcome, completion }: Operation): number =>
  outcome.type === "info" ? NEVER : (completion ?? NEVER);

/** When the first other than `except` who saw what the setter sets was done. */
const firstSight = (setter: Operation, ops: readonly Operation[], except: Operation): number =>
  ops.reduce((first, op) => {
    const seen = op === except || op === setter ? null : seenBy(op);
    const isSight = seen !== null && same(seen.value, setBy(setter)?.value);
    return isSight ? Math.min(first, endOf(op)) : first;
  }, NEVER);

/** Somebody had seen another value before the culprit was called, and after this one was surely current: so it was gone by then. */
function goneBack(past: Past, ops: readonly Operation[], culprit: Operation): Reason | null {
  const current = onceCurrent(past, ops, culprit);
  if (current === null) return null;
  const last = latest(past, ops, (op) => {
    const other = seenBy(op);
    if (other === null || same(other.value, past.value)) return false;
    return op.index > current && isBefore(op, culprit);
  });
  if (last === undefined) return null;
  return {
    text: `process ${String(last.process)} had already ${didWhat(last)} at ${timeOf(last)}, and nobody set it back`,
    ops: [...past.setters, last],
  };
}
