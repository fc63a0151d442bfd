// The operations of a report as columns, at most as many as a page can draw; those that matter most are kept.
import { Interner } from "../core/columns.ts";
import type { History } from "../core/history.ts";
import type { Nanos } from "../core/ids.ts";
import type { Operation } from "../core/op.ts";
import { operationText } from "./op-text.ts";
import { type OperationColumns, OUTCOMES, type PayloadHeader } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";

/** Most operations in one report: what a page still draws within a frame. */
const OPERATIONS = 200_000;
/** Most text of values in one report, in UTF-16 units; values beyond it are left blank. */
const TEXT_CHARS = 8_000_000;
const NAME_CHARS = 80;
const ERROR_CHARS = 200;
/** `error` is a column of 16 bits; the last id stands for all that come after. */
const DISTINCT_ERRORS = 5000;
/** Ticks fit 32 bits: microseconds up to 71 minutes, coarser in longer runs. */
const SHORTEST_TICK_NS = 1000;
const TICKS = 2 ** 32 - 1;

type TableHeader = Pick<PayloadHeader, "tickNs" | "functions" | "keys" | "texts" | "errors">;

interface OperationTable {
  readonly header: TableHeader;
  readonly columns: OperationColumns;
  readonly leftOut: readonly string[];
}

/** `spanNs` is where operations without a completion end; at most `limit` rows. */
export function operationTable(
  operations: readonly Operation[],
  history: History,
  spanNs: Nanos,
  limit = OPERATIONS,
): OperationTable {
  const kept = inOrderOfTime(keepMostTelling(operations, limit));
  const tickNs = Math.max(SHORTEST_TICK_NS, Math.ceil(spanNs / TICKS));
  const words = createWords();
  const columns = emptyColumns(kept.length);
  let before = 0;
  kept.forEach((op, row) => {
    const start = Math.round(op.start / tickNs);
    const end = op.completion === null ? spanNs : (history.columns.time[op.completion] ?? spanNs);
    columns.startDelta[row] = start - before;
    before = start;
    columns.duration[row] = Math.max(0, Math.round((end - op.start) / tickNs));
    columns.process[row] = op.process;
    columns.outcome[row] = OUTCOMES.indexOf(op.outcome.type);
    columns.f[row] = words.functionOf(op);
    columns.key[row] = words.keyOf(op);
    columns.text[row] = words.textOf(op);
    columns.error[row] = words.errorOf(op);
  });
  const dropped = operations.length - kept.length;
  return {
    header: { tickNs, ...words.lists() },
    columns,
    leftOut: [
      ...(dropped > 0
        ? [
            `${String(dropped)} of ${String(operations.length)} operations in the latency chart (ok ones, evenly)`,
          ]
        : []),
      ...(words.full() ? ["values of operations beyond the first 8 million characters"] : []),
    ],
  };
}

/** A recorded history is in order already; one that was imported need not be. */
const inOrderOfTime = (operations: readonly Operation[]): readonly Operation[] =>
  operations.every((op, row) => row === 0 || op.start >= (operations[row - 1]?.start ?? 0))
    ? operations
    : operations.toSorted((a, b) => a.start - b.start);

/** All that failed or got no answer first, then every n-th of the others. */
function keepMostTelling(operations: readonly Operation[], limit: number): readonly Operation[] {
  if (operations.length <= limit) return operations;
  const odd = operations.filter((op) => op.outcome.type !== "ok");
  const fine = operations.filter((op) => op.outcome.type === "ok");
  const oddKept = everyNth(odd, Math.max(limit / 2, limit - fine.length));
  const fineKept = everyNth(fine, limit - oddKept.length);
  return [...oddKept, ...fineKept].sort((a, b) => a.index - b.index);
}

function everyNth<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  const step = items.length / limit;
  const chosen = new Set(Array.from({ length: Math.floor(limit) }, (_, i) => Math.floor(i * step)));
  return items.filter((_, index) => chosen.has(index));
}

const emptyColumns = (length: number): OperationColumns => ({
  startDelta: new Uint32Array(length),
  duration: new Uint32Array(length),
  process: new Int32Array(length),
  f: new Uint16Array(length),
  key: new Int32Array(length),
  outcome: new Uint8Array(length),
  text: new Uint32Array(length),
  error: new Uint16Array(length),
});

/** Every distinct word once, within the limits. */
function createWords() {
  const functions = new Interner<string>();
  const keys = new Interner<string>();
  const texts = new Interner<string>();
  const errors = new Interner<string>();
  texts.idOf("");
  errors.idOf("");
  let room = TEXT_CHARS;
  const name = (text: string): string => printable(clipped(text, NAME_CHARS));
  return {
    functionOf: (op: Operation) => functions.idOf(name(op.f)),
    keyOf: (op: Operation) => (op.key === undefined ? -1 : keys.idOf(name(String(op.key)))),
    textOf(op: Operation) {
      if (room <= 0) return 0;
      const text = operationText(op);
      const id = texts.idOf(text);
      if (id === texts.names.length - 1) room -= text.length;
      return id;
    },
    errorOf(op: Operation) {
      if (op.outcome.type === "ok") return 0;
      const { code, message } = op.outcome.error;
      const text = message === code ? code : `${code}: ${message}`;
      const full = errors.names.length >= DISTINCT_ERRORS;
      return errors.idOf(full ? "other errors" : printable(clipped(text, ERROR_CHARS)));
    },
    full: () => room <= 0,
    lists: () => ({
      functions: functions.names,
      keys: keys.names,
      texts: texts.names,
      errors: errors.names,
    }),
  };
}
