// The live view: lines for logs, a panel for terminals, and never a flood.
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events.ts";
import { nanos } from "../../src/core/ids.ts";
import { createReporter } from "../../src/report/terminal/live.ts";
import { FAULTS, OUTCOMES, STATS, summaryOf } from "./fixtures.ts";

const STARTED: RunEvent = {
  type: "run-started",
  scenario: "raft-demo/register",
  dir: "reports/x",
  seed: 7,
  backend: "process",
  system: "raft-demo",
  nodes: 3,
  durationMs: 30_000,
};

const progress = (ms: number, ok: number): RunEvent => ({
  type: "progress",
  time: nanos(ms * 1e6),
  counts: { ok, fail: 1, info: 2 },
  inFlight: 4,
});

function record(tty: boolean) {
  const chunks: string[] = [];
  const reporter = createReporter({
    color: false,
    tty,
    write: (text) => chunks.push(text),
    width: () => 80,
  });
  return { reporter, chunks };
}

test("without a terminal a line per phase and fault, and progress every ten seconds", () => {
  const { reporter, chunks } = record(false);
  const [partition, , pause] = FAULTS;
  if (partition === undefined || pause === undefined) throw new Error("no faults");
  reporter.report(STARTED);
  reporter.report({ type: "phase", phase: "running", time: nanos(0) });
  for (let ms = 200; ms <= 30_000; ms += 200) reporter.report(progress(ms, ms / 5));
  reporter.report({ type: "fault-injected", fault: pause });
  reporter.report({ type: "fault-healed", fault: partition });
  reporter.report({ type: "warning", message: "n2 is slow\u001b[2J" });
  reporter.report({ type: "verdict", verdict: STATS });
  reporter.report({ type: "run-finished", run: summaryOf(OUTCOMES.valid()) });
  reporter.close();
  const text = chunks.join("");
  expect(text.match(/ops\/s/g)).toHaveLength(3);
  expect(text).toContain("200 ops/s · 2,000 ok · 1 fail · 2 info · 4 in flight");
  expect(text).toContain("running the workload under faults");
  expect(text).toContain("fault pause one on n3\n");
  expect(text).toContain(
    "✓ it bit: 312 packets dropped on n1, 287 on n3 · ✓ healed: no rule left on any node",
  );
  expect(text).toContain("✓ stats: valid");
  expect(text).not.toContain("\u001b");
});

test("on a terminal the panel shows phase, rate and the faults that hold, within its width", () => {
  const { reporter, chunks } = record(true);
  const [partition] = FAULTS;
  if (partition === undefined) throw new Error("no faults");
  reporter.report(STARTED);
  reporter.report({ type: "phase", phase: "running", time: nanos(0) });
  reporter.report(progress(2000, 400));
  chunks.length = 0;
  reporter.report({ type: "fault-injected", fault: partition });
  const text = chunks.join("");
  expect(text).toContain("running the workload under faults · 2.00 s of 30.0 s");
  expect(text).toContain("▮ partition halves on all 3 nodes for");
  reporter.report({ type: "fault-healed", fault: partition });
  expect(chunks.join("")).toContain("no fault holds");
});

test("on a terminal many progress events redraw at most ten times a second", () => {
  const { reporter, chunks } = record(true);
  reporter.report(STARTED);
  chunks.length = 0;
  for (let ms = 1; ms <= 1000; ms++) reporter.report(progress(ms, ms));
  expect(chunks.length).toBeLessThanOrEqual(11);
  expect(chunks.length).toBeGreaterThan(5);
});

test("on a terminal a long line is broken at blanks and indented to its text", () => {
  const { reporter, chunks } = record(true);
  const [partition] = FAULTS;
  if (partition === undefined) throw new Error("no faults");
  reporter.report(STARTED);
  reporter.report({ type: "fault-healed", fault: partition });
  const lines = chunks.join("").split("\n");
  const first = lines.findIndex((line) => line.includes("heal  partition halves"));
  expect(lines[first + 1]).toMatch(/^ {10}\S/);
  expect(
    Math.max(...lines.map((line) => stripVTControlCharacters(line).length)),
  ).toBeLessThanOrEqual(80);
});
