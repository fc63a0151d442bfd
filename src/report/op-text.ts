// An operation in words, for terminals and reports: "write 5", "read → 4", "cas 3→4". Knows only common shapes of values.
import type { Operation } from "../core/op.ts";
import { clipped, printable } from "./printable.ts";
import { transactionTexts } from "./transaction-text.ts";

/** Longest text of one value; longer ones end in an ellipsis. */
const VALUE_CHARS = 80;
/** Transactions are lists of values. */
const TRANSACTION_CHARS = 240;

/** A value as compact text: strings bare where they are plain words, everything else as JSON. */
function valueText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && /^[\w.:/-]{1,40}$/.test(value)) return value;
  // Cut before it is made printable: a value of megabytes must cost no more than a short one.
  const whole = typeof value === "string" ? value.slice(0, VALUE_CHARS) : value;
  return clipped(printable(JSON.stringify(whole).slice(0, VALUE_CHARS + 1)), VALUE_CHARS);
}

/** What was asked and what came of it, without the name of the operation. Empty when there is neither. */
export function operationText(op: Operation): string {
  const pair = pairOf(op.input);
  if (op.f === "cas" && pair !== null)
    return `${valueText(pair[0])}→${valueText(pair[1])}${seenText(op)}`;
  if (isTransaction(op)) return textOfTransaction(op);
  const asked = op.input === null || op.input === undefined ? "" : valueText(op.input);
  if (op.outcome.type !== "ok") return asked + seenText(op);
  const answer = op.outcome.value;
  if (asked !== "" && (answer === undefined || answer === null || valueText(answer) === asked))
    return asked;
  if (asked === "" && answer === undefined) return "";
  return asked === "" ? `→ ${valueText(answer)}` : `${asked} → ${valueText(answer)}`;
}

/** "write 5", "read → 4", "cas 3→4"; a transaction by the name that checkers give it, "T7 append x 3". */
export function operationLabel(op: Operation): string {
  const name = isTransaction(op) ? `T${String(op.index)}` : printable(clipped(op.f, 40));
  return `${name} ${operationText(op)}`.trimEnd();
}

const isTransaction = ({ f, input }: Operation): boolean =>
  f === "txn" && transactionTexts(input, false) !== null;

function textOfTransaction({ input, outcome }: Operation): string {
  const asked = transactionTexts(input, false);
  const answered = outcome.type === "ok" ? transactionTexts(outcome.value, true) : null;
  return clipped((answered ?? asked ?? []).join(" · "), TRANSACTION_CHARS);
}

function seenText(op: Operation): string {
  const seen = op.outcome.type === "fail" ? op.outcome.error.seen : undefined;
  return seen === undefined ? "" : ` (saw ${valueText(seen)})`;
}

const pairOf = (value: unknown): readonly [unknown, unknown] | null =>
  Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : null;
