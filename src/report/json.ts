// A run for machines: every event as one line of JSON, and one last line that sums up. Knows no stream.
import type { Emit, RunSummary } from "../core/events.ts";
import { wordOf } from "../core/verdict.ts";

interface JsonReporter {
  readonly report: Emit;
  /** Writes the last line: `{"type":"summary","exit":…,"runs":[…]}`. Runs are those that finished. */
  close(exit: number): void;
}

/** Writes newline-delimited JSON; `write` gets whole lines. */
export function createJsonReporter(write: (text: string) => void): JsonReporter {
  const runs: RunSummary[] = [];
  return {
    report(event) {
      if (event.type === "run-finished") runs.push(event.run);
      write(`${JSON.stringify(event)}\n`);
    },
    close(exit) {
      write(`${JSON.stringify({ type: "summary", exit, runs: runs.map(runLine) })}\n`);
    },
  };
}

/** A run in the last line: what a script decides on. The whole of it is in its `run-finished` event. */
const runLine = (run: RunSummary) => ({
  scenario: run.scenario,
  dir: run.dir,
  report: run.report,
  seed: run.seed,
  backend: run.backend,
  status: run.status,
  verdict: run.verdict,
  expected: run.expected,
  exit: run.exit,
  stopped: run.stopped,
  counts: run.counts,
  durationMs: run.durationMs,
  checkers: run.verdicts.map((verdict) => ({ checker: verdict.checker, verdict: wordOf(verdict) })),
  anomalies: run.verdicts.flatMap((verdict) =>
    verdict.valid === false
      ? verdict.anomalies.map(({ kind, summary }) => ({ checker: verdict.checker, kind, summary }))
      : [],
  ),
  error: run.error,
  leftovers: run.leftovers,
  replay: run.replay,
});
