// The small timeline keeps the order of events and marks what cannot be placed.
import { expect, test } from "vitest";
import { historyOf } from "../../src/core/history.ts";
import type { Anomaly } from "../../src/core/verdict.ts";
import { counterexampleOf } from "../../src/report/counterexample.ts";
import { asciiTimeline } from "../../src/report/terminal/ascii-timeline.ts";
import { painterOf } from "../../src/report/terminal/paint.ts";
import { NOT_LINEARIZABLE, STALE_READ } from "./fixtures.ts";

const OPTIONS = { width: 90, paint: painterOf(false) } as const;

function anomaly(): Anomaly {
  if (NOT_LINEARIZABLE.valid !== false) throw new Error("the fixture must be invalid");
  return NOT_LINEARIZABLE.anomalies[0];
}

test("rows stand in the order of invocation, bars in the order of events", () => {
  const lines = asciiTimeline(counterexampleOf(anomaly(), historyOf(STALE_READ), 12), OPTIONS);
  expect(lines.map((line) => line.trim().replace(/ +/g, " ").replace(/─+/, "─"))).toEqual([
    "p0 write 1 ├─┤ 12.000–12.005 s",
    "p1 write 2 ├─┤ 12.010–12.018 s",
    "✗ p2 read → 1 ├─┤ 12.030–12.034 s",
  ]);
  const starts = lines.map((line) => line.indexOf("├"));
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test("an operation without an answer is open to the right and not marked while an answered one is stuck", () => {
  const [, , cas] = historyOf(STALE_READ)
    .operations()
    .map((op) => op.index);
  const open = historyOf(STALE_READ)
    .operations()
    .find((op) => op.f === "cas")?.index;
  if (open === undefined || cas === undefined) throw new Error("no cas");
  const base = anomaly();
  if (base.witness.kind !== "sub-history") throw new Error("wrong witness");
  const both: Anomaly = {
    ...base,
    witness: {
      ...base.witness,
      ops: [...base.witness.ops, open],
      stuck: [...base.witness.stuck, { op: open, because: "needs 7" }],
    },
  };
  const lines = asciiTimeline(counterexampleOf(both, historyOf(STALE_READ), 12), OPTIONS);
  const row = lines.find((line) => line.includes("cas 7→8"));
  expect(row).toMatch(/^ {4}p3 cas 7→8 .*╌▶.*no answer$/);
});

test("a witness that names operations the history does not have draws nothing", () => {
  expect(asciiTimeline(counterexampleOf(anomaly(), historyOf([]), 12), OPTIONS)).toEqual([]);
});
