// What the checker `recovery` found of each heal, for the table of faults.
import { expect, test } from "vitest";
import { recoveryRows } from "../../src/report/recovery-rows.ts";

const heal = { fault: 3, name: "kill one", healedAtMs: 5000, firstOkMs: 12.5, steadyMs: null };

test("every heal has its times, and nothing else", () => {
  const verdict = {
    checker: "recovery",
    valid: true,
    stats: {},
    details: { heals: [heal] },
  } as const;
  expect(recoveryRows([verdict])).toEqual([{ fault: 3, firstOkMs: 12.5, steadyMs: null }]);
});

test("a run without that checker has none", () => {
  expect(recoveryRows([{ checker: "stats", valid: true, stats: {} }])).toEqual([]);
});
