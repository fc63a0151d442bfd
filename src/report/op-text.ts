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
  const transaction = op.f === "txn" ? textOfTransaction(op) : null;
  if (transaction !== null) return transaction;
  const asked = op.input === null || op.input === undefined ? "" : valueText(op.input);
  if (op.outcome.type !== "ok") return asked + seenText(op);
  const answer = op.outcome.value;
  if (asked !== "" && (answer === undefined || answer === null || valueText(answer) === asked))
    return asked;
  if (asked === "" && answer === undefined) return "";
  return asked === "" ? `→ ${valueText(answer)}` : `${asked} → ${valueText(answer)}`;
}

/** "write 5", "read → 4", "cas 3→4". */
export const operationLabel = (op: Operation): string =>
  `${printable(clipped(op.f, 40))} ${operationText(op)}`.trimEnd();

function textOfTransaction({ input, outcome }: Operation): string | null {
  const isOk = outcome.type === "ok";
  const texts = transactionTexts(isOk ? outcome.value : input, isOk);
  return texts === null ? null : clipped(texts.join(" · "), TRANSACTION_CHARS);
}

function seenText(op: Operation): string {
  const seen = op.outcome.type === "fail" ? op.outcome.error.seen : undefined;
  return seen === undefined ? "" : ` (saw ${valueText(seen)})`;
}

const pairOf = (value: unknown): readonly [unknown, unknown] | null =>
  Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : null;
