// What ends a load at its first violation, and what becomes of the verdicts of such a run.
import { expect, test, vi } from "vitest";
import { nanos, opIndex, processId } from "../../src/core/ids.ts";
import type { HistoryEvent } from "../../src/core/op.ts";
import type { CheckerSpec } from "../../src/core/plan.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { ViolationWatch } from "../../src/runner/violation-watch.ts";

const CHECKERS: readonly CheckerSpec[] = [
  { checker: "assumptions" },
  { checker: "linearizable", model: "register", options: { initial: 5 } },
];

type Line = readonly [HistoryEvent["type"], string, unknown];

function feed(watch: ViolationWatch, lines: readonly Line[]): void {
  lines.forEach(([type, f, value], index) => {
    const event = { index: opIndex(index), time: nanos(index * 1e9), process: processId(0) };
    watch.push({ ...event, type, f, value });
  });
}

const WRONG: readonly Line[] = [
  ["invoke", "read", null],
  ["ok", "read", 5],
  ["invoke", "read", null],
  ["ok", "read", 7],
  ["invoke", "read", null],
  ["ok", "read", 8],
];

test("stops at the first violation, and tells it once", () => {
  const tell = vi.fn();
  const watch = new ViolationWatch(CHECKERS, tell);
  feed(watch, WRONG.slice(0, 2));
  expect(watch.signal.aborted).toBe(false);
  const again = new ViolationWatch(CHECKERS, tell);
  feed(again, WRONG);
  expect(again.signal.aborted).toBe(true);
  const stop = {
    checker: "linearizable",
    event: 3,
    time: 3e9,
    ops: [2],
    because: "read found 7, which nobody had set",
  };
  expect(tell.mock.calls).toEqual([[stop]]);
  expect(again.found).toEqual(stop);
});

test("knows how much it sees", () => {
  const none = new ViolationWatch([{ checker: "stats" }], () => undefined);
  expect(none.sees).toBe("nothing");
  const watch = new ViolationWatch(CHECKERS, () => undefined);
  expect(watch.sees).toBe("all");
  feed(watch, [["invoke", "write", 5]]);
  expect(watch.sees).toBe("not all");
});

const base = { checker: "linearizable", stats: {} };
const fine: Verdict = { checker: "assumptions", stats: {}, valid: true };

test("what it found stands where checking the whole history ran out of time", () => {
  const watch = new ViolationWatch(CHECKERS, () => undefined);
  const late: Verdict = { ...base, valid: "unknown", reason: "timeout", detail: "120 s were over" };
  expect(watch.settle([fine, late])).toEqual([fine, late]);
  feed(watch, WRONG);
  const [first, second] = watch.settle([fine, late]);
  expect(first).toBe(fine);
  expect(second).toMatchObject({
    valid: false,
    details: { undecided: "120 s were over" },
    anomalies: [{ kind: "non-linearizable", ops: [2], witness: { minimal: false } }],
  });
});

test("a whole check that finds the history valid shows a bug in one of both", () => {
  const watch = new ViolationWatch(CHECKERS, () => undefined);
  feed(watch, WRONG);
  expect(() => watch.settle([fine, { ...base, valid: true }])).toThrow("was found valid");
});
