// Shorthand for hand-made histories of transactions: `ok(0, "a x 1", "r y 1,2")` is a transaction of process 0.
import { type History, HistoryBuilder } from "../../../src/core/history.ts";
import { nanos, processId } from "../../../src/core/ids.ts";
import type { EventType } from "../../../src/core/op.ts";

export interface TxnEvent {
  readonly process: number;
  readonly type: EventType;
  readonly micros: readonly unknown[];
}

/** `a x 1` appends, `w x 1` writes, `r x 1,2` and `r x 1` read, `r x` reads the initial state. */
function microOf(text: string, list: boolean, type: EventType): unknown {
  const [f = "", key = "", value] = text.split(" ");
  if (f !== "r") return [f === "a" ? "append" : f, key, Number(value)];
  if (type !== "ok" || value === undefined) return [f, key, null];
  return [f, key, list ? value.split(",").map(Number) : Number(value)];
}

export const event =
  (type: EventType) =>
  (process: number, ...micros: readonly string[]): TxnEvent => ({ process, type, micros });

export const invoke = event("invoke");
export const done = event("ok");

/** A transaction that ran alone: its invocation and its completion. */
export const alone =
  (type: EventType) =>
  (process: number, ...micros: readonly string[]): readonly TxnEvent[] => [
    { process, type: "invoke", micros },
    { process, type, micros },
  ];

export const ok = alone("ok");
export const failed = alone("fail");
export const unknown = alone("info");

/** Transactions that all ran at the same time, one a process from 0. */
export const atOnce = (...txns: readonly (readonly string[])[]): readonly TxnEvent[] => [
  ...txns.map((micros, process) => invoke(process, ...micros)),
  ...txns.map((micros, process) => done(process, ...micros)),
];

export function txnHistory(
  datatype: "list" | "register",
  ...events: readonly (TxnEvent | readonly TxnEvent[])[]
): History {
  const builder = new HistoryBuilder();
  for (const [i, { process, type, micros }] of events.flat().entries())
    builder.append({
      process: processId(process),
      type,
      f: "txn",
      value: micros.map((micro) =>
        typeof micro === "string" ? microOf(micro, datatype === "list", type) : micro,
      ),
      time: nanos(i * 1e6),
    });
  return builder.build();
}
