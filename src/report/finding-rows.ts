// The anomalies of a report, each with the operations that prove it, ready to draw.
import { toSeconds } from "../core/duration.ts";
import type { History } from "../core/history.ts";
import type { Anomaly, Verdict } from "../core/verdict.ts";
import type { StoredRun } from "../store/stored-run.ts";
import { counterexampleOf, type CounterexampleOp } from "./counterexample.ts";
import type { Drawings } from "./cycle-drawing.ts";
import { operationLabel } from "./op-text.ts";
import type { ExampleOp, Finding } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";

/** Most anomalies shown of one checker; the rest are counted. */
const FINDINGS_PER_CHECKER = 20;
/** Most operations drawn of one anomaly. */
const OPS_PER_FINDING = 60;
const EDGES_PER_FINDING = 60;
const TEXT_CHARS = 2000;

export interface Findings {
  readonly rows: readonly Finding[];
  readonly leftOut: readonly string[];
}

/** The anomalies of a verdict that a report shows, in their order: the first of each kind before the second of any. */
export function shownAnomalies(verdict: Verdict): readonly Anomaly[] {
  if (verdict.valid !== false) return [];
  const seen = new Map<string, number>();
  const ranked = verdict.anomalies.map((anomaly) => {
    const rank = seen.get(anomaly.kind) ?? 0;
    seen.set(anomaly.kind, rank + 1);
    return { anomaly, rank };
  });
  const first = ranked.toSorted((a, b) => a.rank - b.rank).slice(0, FINDINGS_PER_CHECKER);
  const shown = new Set(first.map(({ anomaly }) => anomaly));
  return verdict.anomalies.filter((anomaly) => shown.has(anomaly));
}

export function findingsOf(run: StoredRun, drawings: Drawings): Findings {
  const rows: Finding[] = [];
  const leftOut: string[] = [];
  for (const verdict of run.verdicts?.verdicts ?? []) {
    if (verdict.valid !== false) continue;
    const shown = shownAnomalies(verdict);
    for (const anomaly of shown) {
      const drawing = drawings.get(anomaly) ?? null;
      rows.push({ ...findingOf(verdict.checker, anomaly, run.history), drawing });
    }
    const hidden = verdict.anomalies.length - shown.length;
    if (hidden > 0)
      leftOut.push(
        `${String(hidden)} more anomalies of ${text(verdict.checker)} (in verdicts.json)`,
      );
  }
  return { rows, leftOut };
}

const text = (raw: string): string => printable(clipped(raw, TEXT_CHARS));

function findingOf(checker: string, anomaly: Anomaly, history: History): Omit<Finding, "drawing"> {
  const example = counterexampleOf(anomaly, history, OPS_PER_FINDING);
  const { witness } = anomaly;
  return {
    checker: text(checker),
    kind: text(anomaly.kind),
    summary: text(anomaly.summary),
    ops: example.ops.map(exampleOp),
    totalOps: example.total,
    minimal: example.minimal,
    lastState: example.lastState === null ? null : text(example.lastState),
    goodUntilSeconds: example.goodUntil === null ? null : toSeconds(example.goodUntil),
    edges:
      witness.kind === "cycle"
        ? witness.edges
            .slice(0, EDGES_PER_FINDING)
            .map((edge) => ({ ...edge, because: text(edge.because) }))
        : [],
    counts: witness.kind === "counts" ? witness.counts : null,
    logLine: witness.kind === "log" ? { node: text(witness.node), line: text(witness.line) } : null,
  };
}

function exampleOp({ op, impossible, because }: CounterexampleOp): ExampleOp {
  const { outcome } = op;
  return {
    index: op.index,
    process: op.process,
    key: op.key === undefined ? null : text(String(op.key)),
    label: operationLabel(op),
    startSeconds: toSeconds(op.start),
    endSeconds: op.end === null ? null : toSeconds(op.end),
    outcome: outcome.type,
    error: outcome.type === "ok" ? null : text(`${outcome.error.code}: ${outcome.error.message}`),
    impossible,
    because: because === null ? null : text(because),
  };
}
