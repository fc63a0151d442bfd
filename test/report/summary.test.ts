// The last words of a run: short, true, never green without reason, safe to print.
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../src/core/events.ts";
import { historyOf } from "../../src/core/history.ts";
import { nanos, opIndex } from "../../src/core/ids.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { summaryText } from "../../src/report/terminal/summary.ts";
import {
  event,
  FAULTS,
  NOT_LINEARIZABLE,
  OUTCOMES,
  STATS,
  storedRun,
  summaryOf,
} from "./fixtures.ts";

const PLAIN = { color: false, width: 100 } as const;
const COLORED = { color: true, width: 100 } as const;
const GREEN = "\u001b[32m";

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
const linesOf = (text: string): readonly string[] => text.trimEnd().split("\n");

describe("every way to end", () => {
  test.each(Object.entries(OUTCOMES))("%s: at most 25 lines with report and replay", (_, make) => {
    const run = make();
    const text = summaryText(summaryOf(run), run.history, PLAIN);
    expect(linesOf(text).length).toBeLessThanOrEqual(25);
    expect(text).toContain("report.html");
    expect(text).toContain(run.plan.replay);
  });

  test.each([
    ["valid", "✓ VALID"],
    ["invalid", "✗ INVALID"],
    ["invalid as expected", "✓ INVALID, AS EXPECTED"],
    ["unknown", "? UNKNOWN"],
    ["interrupted", "? INTERRUPTED"],
    ["crashed checker", "? UNKNOWN"],
    ["dead engine", "✗ FAILED"],
  ] as const)("%s starts with %s", (name, word) => {
    const run = OUTCOMES[name]();
    expect(summaryText(summaryOf(run), run.history, PLAIN).startsWith(word)).toBe(true);
  });

  test.each(["unknown", "interrupted", "crashed checker", "dead engine"] as const)(
    "%s is not green",
    (name) => {
      const run = OUTCOMES[name]();
      expect(firstLine(summaryText(summaryOf(run), run.history, COLORED))).not.toContain(GREEN);
    },
  );

  test("valid is green in colour and carries no escape code without", () => {
    const run = summaryOf(OUTCOMES.valid());
    expect(firstLine(summaryText(run, null, COLORED))).toContain(GREEN);
    const plain = summaryText(run, null, PLAIN);
    expect(stripVTControlCharacters(plain)).toBe(plain);
  });

  test("a valid run that should have been invalid is not green", () => {
    const run = summaryOf(storedRun({ expect: "invalid" }));
    expect(firstLine(summaryText(run, null, COLORED))).not.toContain(GREEN);
  });
});

test("an unknown says why and what would decide it", () => {
  const text = summaryText(summaryOf(OUTCOMES.unknown()), null, PLAIN);
  expect(text).toContain("timeout: 2 of 40 keys were not decided");
  expect(text.replace(/\s+/g, " ")).toContain(
    "60 operations per key. A longer time limit or fewer operations per key would decide it.",
  );
});

test("a failed run says what happened, what to do, and what was left behind", () => {
  const text = summaryText(summaryOf(OUTCOMES["dead engine"]()), null, PLAIN);
  expect(text).toContain("engine: the Docker engine");
  expect(text).toContain("Start the engine and run `faultline clean`.");
  expect(text).toContain("left behind: network fl-7");
});

test("a node that died shows the end of its output, and what nobody could judge takes one line", () => {
  const output = Array.from({ length: 30 }, (_, i) => `line ${String(i)}`).join("\n");
  const unknown: Verdict = {
    checker: "a",
    valid: "unknown",
    reason: "too-few-ops",
    detail: "nothing was recorded",
    stats: {},
  };
  const run: RunSummary = {
    ...summaryOf(OUTCOMES["dead engine"]()),
    error: { code: "node", message: `node n1 died. Its last output:\n${output}`, hint: "Look." },
    verdicts: ["a", "b", "c"].map((checker) => ({ ...unknown, checker })),
  };
  const text = summaryText(run, null, PLAIN);
  expect(text).toContain("    line 23\n");
  expect(text).toContain("line 29");
  expect(text).toContain("? 3 checkers  unknown  too-few-ops: nothing was recorded");
  expect(text).not.toContain("would decide");
  expect(linesOf(text).at(-1)).toContain("replay");
});

test("a run that was stopped at its first violation says so, and why", () => {
  const { manifest, ...run } = OUTCOMES.invalid();
  const stop = { checker: "linearizable", event: opIndex(9), time: nanos(5e9), ops: [opIndex(4)] };
  const stopped = { ...stop, because: "read found 1\u001b[2J, which nobody had set" };
  const text = summaryText(
    summaryOf({ ...run, manifest: { ...manifest, stopped } }),
    run.history,
    PLAIN,
  );
  expect(text).toContain("INVALID · STOPPED EARLY");
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "first violation (event 9): read found 1\\u{1b}[2J",
  );
});

test("faults that bit stand apart from those without evidence", () => {
  const [partition] = FAULTS;
  const faults = partition === undefined ? [] : [...FAULTS, { ...partition, id: 3 }];
  const text = summaryText(summaryOf(storedRun({ faults })), null, PLAIN);
  expect(text).toContain("3 bit: partition halves ×2, kill leader");
  expect(text).toContain("1 without evidence: pause one");
});

test("the first anomaly is drawn with the impossible read marked and its reason", () => {
  const run = OUTCOMES.invalid();
  const text = summaryText(summaryOf(run), run.history, PLAIN);
  expect(text).toContain("Process 2 read 1 from key x");
  const marked = linesOf(text).filter((line) => /^ {2}✗ p/.test(line));
  expect(marked).toHaveLength(1);
  expect(marked[0]).toContain("p2 read → 1");
  expect(text).toContain("✗ read → 1 needs 1, the register holds 2");
});

test("a huge counterexample keeps the marked operation and still fits", () => {
  const events = Array.from({ length: 40 }, (_, i) => [
    event(i * 10, i, "invoke", "write", i),
    event(i * 10 + 5, i, "ok", "write", i),
  ]).flat();
  const history = historyOf(events);
  const ops = history.operations().map((op) => op.index);
  const first = ops[0];
  if (first === undefined || NOT_LINEARIZABLE.valid !== false) throw new Error("no operation");
  const [anomaly] = NOT_LINEARIZABLE.anomalies;
  const verdict: Verdict = {
    ...NOT_LINEARIZABLE,
    anomalies: [
      {
        ...anomaly,
        ops: [first],
        summary: "long ".repeat(200),
        witness: {
          kind: "sub-history",
          ops,
          minimal: false,
          lastState: "",
          stuck: [{ op: first, because: "no" }],
        },
      },
    ],
  };
  const run = { ...summaryOf(OUTCOMES.invalid()), verdicts: [verdict, ...manyCheckers()] };
  const lines = linesOf(summaryText(run, history, PLAIN));
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(lines.some((line) => line.startsWith("  ✗ p0 write 0"))).toBe(true);
  expect(lines.at(-1)).toContain("replay");
});

const manyCheckers = (): readonly Verdict[] =>
  Array.from({ length: 30 }, (_, i) => ({ ...STATS, checker: `checker-${String(i)}` }));

test("values of unknown origin cannot move the cursor or break a line", () => {
  const hostile = "\u001b[2J\r\n\u202eevil\u2028";
  const base = summaryOf(OUTCOMES.invalid());
  const run: RunSummary = {
    ...base,
    scenario: hostile,
    replay: hostile,
    error: { code: "engine", message: hostile, hint: hostile },
    leftovers: [hostile],
    verdicts: [{ ...STATS, checker: hostile }],
    faults: FAULTS.map((fault) => ({ ...fault, name: hostile })),
  };
  const text = summaryText(run, null, PLAIN);
  expect(text).not.toMatch(/[\u001b\r\u202e\u2028]/);
  expect(linesOf(text).length).toBeLessThanOrEqual(25);
});
