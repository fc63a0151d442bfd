// Exit codes: a finding outweighs a broken harness, which outweighs an unknown; a leak fails a good run.
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/core/errors.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { exitOf, suiteExitOf } from "../../src/runner/exit-code.ts";

const valid: Verdict = { checker: "a", valid: true, stats: {} };
const unknown: Verdict = {
  checker: "b",
  valid: "unknown",
  reason: "timeout",
  detail: "slow",
  stats: {},
};
const anomaly = {
  kind: "non-linearizable",
  summary: "s",
  ops: [],
  witness: { kind: "counts", counts: {} },
} as const;
const invalid: Verdict = { checker: "c", valid: false, anomalies: [anomaly], stats: {} };
const good = { expectation: "valid", verdicts: [valid], error: null } as const;
const leaked = { code: "leak", message: "left behind: container x", hint: null } as const;
const engineDied = { code: "engine", message: "gone", hint: null } as const;

describe("exitOf", () => {
  it("is 0 for what was expected", () => {
    expect(exitOf(good)).toBe(EXIT.ok);
    expect(exitOf({ ...good, expectation: "invalid", verdicts: [invalid] })).toBe(EXIT.ok);
    expect(
      exitOf({
        ...good,
        expectation: { invalid: ["non-linearizable"] },
        verdicts: [valid, invalid],
      }),
    ).toBe(EXIT.ok);
  });

  it("is 1 for an anomaly, and for an expected one that was not found", () => {
    expect(exitOf({ ...good, verdicts: [valid, invalid] })).toBe(EXIT.anomaly);
    expect(exitOf({ ...good, expectation: "invalid" })).toBe(EXIT.anomaly);
    expect(exitOf({ ...good, expectation: { invalid: ["other"] }, verdicts: [invalid] })).toBe(
      EXIT.anomaly,
    );
  });

  it("is 2 when nothing was decided, never 0", () => {
    expect(exitOf({ ...good, verdicts: [valid, unknown] })).toBe(EXIT.unknown);
    expect(exitOf({ ...good, verdicts: [] })).toBe(EXIT.unknown);
    expect(exitOf({ ...good, expectation: "invalid", verdicts: [unknown] })).toBe(EXIT.unknown);
  });

  it("is 3 for a dead engine or a leak, but an anomaly found before stands", () => {
    expect(exitOf({ ...good, error: engineDied })).toBe(EXIT.infrastructure);
    expect(exitOf({ ...good, error: leaked })).toBe(EXIT.infrastructure);
    expect(exitOf({ ...good, error: engineDied, verdicts: [invalid] })).toBe(EXIT.anomaly);
  });
});

describe("suiteExitOf", () => {
  it("takes the worst: 1 over 70 over 3 over 2 over 0", () => {
    expect(suiteExitOf([0, 0])).toBe(0);
    expect(suiteExitOf([0, 2])).toBe(2);
    expect(suiteExitOf([2, 3, 0])).toBe(3);
    expect(suiteExitOf([3, 70])).toBe(70);
    expect(suiteExitOf([3, 1, 2])).toBe(1);
    expect(suiteExitOf([1, 130])).toBe(130);
  });
});
