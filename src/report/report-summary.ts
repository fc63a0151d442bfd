// What a machine reads of a report without drawing it: a small object in a script element of the page.
import { wordOf } from "../core/verdict.ts";
import type { StoredRun } from "../store/stored-run.ts";
import { countsOf, headlineOfRun } from "./payload.ts";
import { clipped } from "./printable.ts";

/** Most anomalies in the summary; `findings` counts them all. */
const ANOMALIES = 50;
const TEXT_CHARS = 2000;

/** Versioned: fields are only ever added within a version. */
export function reportSummary(run: StoredRun) {
  const { plan, manifest, verdicts } = run;
  const anomalies = (verdicts?.verdicts ?? []).flatMap((verdict) =>
    verdict.valid === false
      ? verdict.anomalies.map(({ kind, summary }) => ({
          checker: verdict.checker,
          kind,
          summary: clipped(summary, TEXT_CHARS),
        }))
      : [],
  );
  return {
    format: "faultline-report-summary",
    version: 1,
    scenario: plan.scenario,
    run: plan.run,
    seed: plan.seed,
    backend: plan.backend,
    system: plan.system,
    versions: plan.versions,
    digest: plan.digest,
    started: manifest.started,
    finished: manifest.finished,
    status: manifest.status,
    stopped: manifest.stopped ?? null,
    headline: headlineOfRun(run),
    verdict: verdicts?.verdict ?? "unknown",
    expected: verdicts?.expected ?? false,
    counts: countsOf(run.history.operations()),
    checkers: (verdicts?.verdicts ?? []).map((v) => ({ checker: v.checker, verdict: wordOf(v) })),
    findings: anomalies.length,
    anomalies: anomalies.slice(0, ANOMALIES),
    faults: {
      injected: run.history.faults.length,
      withEvidence: run.history.faults.filter((fault) => fault.evidence.seen).length,
    },
    error: manifest.error,
    leftovers: manifest.leftovers,
    replay: plan.replay,
  };
}
