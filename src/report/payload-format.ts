// What the page of a report is given: the contract between the Node side that writes it and the browser that draws it.
// Types and decoding only; runs in Node and in browsers.
import type { OpCounts } from "../core/events.ts";
import type { FaultWindow } from "../core/fault.ts";
import type { Manifest, Plan } from "../core/plan.ts";
import type { EdgeType } from "../core/verdict.ts";
import { unpack } from "./container.ts";
import type { Headline } from "./findings.ts";
import type { RecoveryRow } from "./recovery-rows.ts";

/** By id: what the `outcome` column holds. */
export const OUTCOMES = ["ok", "fail", "info"] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

/** One operation a row, in order of invocation; all of them as long. Times are in ticks of `PayloadHeader.tickNs`. */
export interface OperationColumns {
  /** Since the invocation of the row before; the first since the run's start. */
  readonly startDelta: Uint32Array;
  /** Until the completion, or until the end of the record where there is none. */
  readonly duration: Uint32Array;
  readonly process: Int32Array;
  /** Into `functions`. */
  readonly f: Uint16Array;
  /** Into `keys`; -1 without a key. */
  readonly key: Int32Array;
  /** Into `OUTCOMES`. */
  readonly outcome: Uint8Array;
  /** Into `texts`. */
  readonly text: Uint32Array;
  /** Into `errors`; 0 is none. */
  readonly error: Uint16Array;
}

/** Completions per second in each bucket of time; the last bucket reaches to the end of the record. */
export interface RateTable {
  readonly bucketSeconds: number;
  readonly ok: readonly number[];
  readonly fail: readonly number[];
  readonly info: readonly number[];
}

/** How far each node's wall clock was ahead, sample by sample; all rows as long as `seconds`. */
export interface ClockTable {
  readonly seconds: readonly number[];
  /** Milliseconds; null where the node did not run. */
  readonly nodes: readonly { readonly name: string; readonly ms: readonly (number | null)[] }[];
}

/** Exact latencies of all operations of one name and outcome, shown or not. */
export interface LatencyRow {
  readonly f: string;
  readonly outcome: OutcomeName;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ExampleOp {
  readonly index: number;
  readonly process: number;
  readonly key: string | null;
  readonly label: string;
  readonly startSeconds: number;
  /** Null without an answer. */
  readonly endSeconds: number | null;
  readonly outcome: OutcomeName;
  readonly error: string | null;
  readonly impossible: boolean;
  readonly because: string | null;
}

/** An anomaly with the operations that prove it. */
export interface Finding {
  readonly checker: string;
  readonly kind: string;
  readonly summary: string;
  readonly ops: readonly ExampleOp[];
  /** How many operations the witness names, drawn or not. */
  readonly totalOps: number;
  readonly minimal: boolean;
  readonly lastState: string | null;
  /** When the history had no order any more; null where that is not known. */
  readonly goodUntilSeconds: number | null;
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly type: EdgeType;
    readonly because: string;
  }[];
  /** The edges as SVG; null where there are none, or where they could not be drawn. */
  readonly drawing: string | null;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly logLine: { readonly node: string; readonly line: string } | null;
}

/** A verdict without its anomalies, which are `Finding`s. */
export interface CheckerRow {
  readonly checker: string;
  readonly verdict: "valid" | "unknown" | "invalid";
  readonly reason: string | null;
  /** Why it is unknown and what would decide it, or which anomalies were found how often. */
  readonly text: string;
  readonly stats: Readonly<Record<string, number>>;
}

/** A line of a log, or the mark of a cut. */
export interface LogRow {
  readonly seconds: number;
  /** Into `logNodes`. */
  readonly node: number;
  readonly error: boolean;
  readonly text: string;
  /** Lines of this node left out here; 0 for a line. */
  readonly cut: number;
}

export interface PayloadHeader {
  readonly format: "faultline-report";
  readonly version: 1;
  readonly headline: Headline;
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly counts: OpCounts;
  /** How long the record is. */
  readonly spanSeconds: number;
  readonly tickNs: number;
  readonly functions: readonly string[];
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  readonly errors: readonly string[];
  readonly checkers: readonly CheckerRow[];
  readonly findings: readonly Finding[];
  readonly faults: readonly FaultWindow[];
  /** How soon the system was back after them. */
  readonly recoveries: readonly RecoveryRow[];
  readonly rate: RateTable;
  /** Null where no clock was sampled: no fault made one wrong. */
  readonly clocks: ClockTable | null;
  readonly latency: readonly LatencyRow[];
  readonly logNodes: readonly string[];
  readonly logs: readonly LogRow[];
  /** What is not in the file and why, one sentence each. */
  readonly leftOut: readonly string[];
}

interface Payload {
  readonly header: PayloadHeader;
  readonly columns: OperationColumns;
}

/** Reads what `pack` wrote. Throws when a column is missing or the version is another. */
export function decodePayload(bytes: Uint8Array): Payload {
  const { header, columns } = unpack(bytes);
  const { format, version } = header as Readonly<Record<string, unknown>>;
  if (format !== "faultline-report" || version !== 1)
    throw new TypeError("this page holds a report of another version");
  return {
    header: header as PayloadHeader,
    columns: Object.fromEntries(columns) as unknown as OperationColumns,
  };
}
