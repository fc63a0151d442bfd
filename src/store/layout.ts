// The file names of a run directory. Nothing else in the project knows them.

export const FILES = {
  plan: "plan.json",
  manifest: "manifest.json",
  history: "history.jsonl",
  faults: "faults.jsonl",
  verdicts: "verdicts.json",
  journal: "journal.jsonl",
  report: "report.html",
  log: "run.log",
  nodes: "nodes",
} as const;
