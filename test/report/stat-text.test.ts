// The numbers of a verdict in words: names apart, units behind the value.
import { expect, test } from "vitest";
import type { Verdict } from "../../src/core/verdict.ts";
import { checkerRows } from "../../src/report/checker-rows.ts";
import { statsOf } from "../../src/report/stat-text.ts";

test.each([
  ["okShare", 0.7725, "ok share", "77.3 %"],
  ["longestGapInFaultsMs", 411.01, "longest gap in faults", "411 ms"],
  ["seconds", 0.082, "took", "82 ms"],
  ["statesExplored", 12_345, "states explored", "12,345"],
])("%s %d reads %s %s", (name, value, words, text) => {
  expect(statsOf({ [name]: value })).toEqual([{ name: words, value: text }]);
});

test("a run that did not come to its end is not told to run longer", () => {
  const verdict: Verdict = {
    checker: "linearizable",
    valid: "unknown",
    reason: "too-few-ops",
    detail: "the history holds no client operation",
    stats: {},
  };
  expect(checkerRows([verdict], true)[0]?.text).toMatch(/A longer run or a higher rate/);
  expect(checkerRows([verdict], false)[0]?.text).toMatch(/A run to the end would decide it/);
});
