// Turns a stored run into what the page of a report is given, with every size bounded and every cut stated.
// Knows no HTML.
import type { Evidence, FaultWindow } from "../core/fault.ts";
import type { StoredRun } from "../store/stored-run.ts";
import { checkerRows } from "./checker-rows.ts";
import { clockTable } from "./clock-table.ts";
import { pack } from "./container.ts";
import type { Drawings } from "./cycle-drawing.ts";
import { findingsOf } from "./finding-rows.ts";
import { headlineOf } from "./findings.ts";
import { latencyTable } from "./latency-table.ts";
import { logRows } from "./log-rows.ts";
import { operationTable } from "./operation-table.ts";
import type { PayloadHeader } from "./payload-format.ts";
import { clipped, printable } from "./printable.ts";
import { rateTable } from "./rate-table.ts";
import { recoveryRows } from "./recovery-rows.ts";
import { spanOf } from "./span.ts";

/** Most fault windows in a report; a run with more is no longer readable as windows. */
const FAULT_WINDOWS = 2000;
const FAULT_CHARS = 1000;

/** The bytes that the page decodes, not yet compressed; the same run and drawings give the same bytes. */
export function buildPayload(run: StoredRun, drawings: Drawings): Uint8Array {
  const spanNs = spanOf(run);
  const operations = run.history.operations();
  const table = operationTable(operations, run.history, spanNs);
  const findings = findingsOf(run, drawings);
  const logs = logRows(run.logs);
  const faults = run.history.faults.slice(0, FAULT_WINDOWS).map(faultRow);
  const shown = new Set(faults.map(({ id }) => id));
  const recoveries = recoveryRows(run.verdicts?.verdicts ?? []);
  const hiddenFaults = run.history.faults.length - faults.length;
  const header: PayloadHeader = {
    format: "faultline-report",
    version: 1,
    headline: headlineOfRun(run),
    plan: run.plan,
    manifest: run.manifest,
    counts: countsOf(operations),
    spanSeconds: spanNs / 1e9,
    ...table.header,
    checkers: checkerRows(run.verdicts?.verdicts ?? [], run.manifest.status === "done"),
    findings: findings.rows,
    faults,
    recoveries: recoveries.filter(({ fault }) => shown.has(fault)),
    rate: rateTable(operations, run.history, spanNs),
    clocks: clockTable(run.history),
    latency: latencyTable(operations),
    logNodes: logs.nodes,
    logs: logs.rows,
    leftOut: [
      ...table.leftOut,
      ...findings.leftOut,
      ...logs.leftOut,
      ...(hiddenFaults > 0
        ? [`${String(hiddenFaults)} fault windows after the first ${String(FAULT_WINDOWS)}`]
        : []),
    ],
  };
  return pack(header, { ...table.columns });
}

function faultRow(fault: FaultWindow): FaultWindow {
  const healed = fault.healed === null ? null : shortEvidence(fault.healed);
  return { ...fault, name: shortText(fault.name), evidence: shortEvidence(fault.evidence), healed };
}

const shortText = (text: string): string => printable(clipped(text, FAULT_CHARS));

const shortEvidence = (evidence: Evidence): Evidence =>
  evidence.seen
    ? { seen: true, detail: shortText(evidence.detail) }
    : { seen: false, why: shortText(evidence.why) };

/** What the run means, in plain words. */
export const headlineOfRun = (run: StoredRun) =>
  headlineOf({
    status: run.manifest.status,
    verdict: run.verdicts?.verdict ?? null,
    expected: run.verdicts?.expected ?? false,
    expectation: run.plan.expect,
    error: run.manifest.error,
    stopped: run.manifest.stopped ?? null,
  });

/** Operations by outcome. */
export function countsOf(operations: ReturnType<StoredRun["history"]["operations"]>) {
  const counts = { ok: 0, fail: 0, info: 0 };
  for (const op of operations) counts[op.outcome.type]++;
  return counts;
}
