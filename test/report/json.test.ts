// Machine output: one JSON object a line, the last one a summary.
import { expect, test } from "vitest";
import { createJsonReporter } from "../../src/report/json.ts";
import { OUTCOMES, summaryOf } from "./fixtures.ts";

test("every event is one line and the last line sums up all runs", () => {
  const chunks: string[] = [];
  const reporter = createJsonReporter((text) => chunks.push(text));
  reporter.report({ type: "warning", message: "two\nlines" });
  reporter.report({ type: "run-finished", run: summaryOf(OUTCOMES.valid()) });
  reporter.report({ type: "run-finished", run: summaryOf(OUTCOMES.invalid()) });
  reporter.close(1);
  const lines = chunks.join("").trimEnd().split("\n");
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed.map((line) => line["type"])).toEqual([
    "warning",
    "run-finished",
    "run-finished",
    "summary",
  ]);
  expect(parsed.at(-1)).toMatchObject({
    exit: 1,
    runs: [
      { scenario: "raft-demo/register", verdict: "valid", expected: true },
      { verdict: "invalid", expected: false, anomalies: [{ kind: "non-linearizable" }] },
    ],
  });
});

test("with no run at all the summary is still there", () => {
  const chunks: string[] = [];
  createJsonReporter((text) => chunks.push(text)).close(64);
  expect(chunks).toEqual(['{"type":"summary","exit":64,"runs":[]}\n']);
});
