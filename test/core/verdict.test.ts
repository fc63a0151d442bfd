// The verdict lattice and what meets an expectation. An unknown is never green.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Expectation,
  meets,
  mergeVerdicts,
  mergeWords,
  type Verdict,
  type VerdictWord,
  wordOf,
  wordOnRun,
} from "../../src/core/verdict.ts";

const valid: Verdict = { checker: "a", stats: {}, valid: true };
const unknown: Verdict = {
  checker: "b",
  stats: {},
  valid: "unknown",
  reason: "timeout",
  detail: "ran out of time",
};
const invalid = (kind: string): Verdict => ({
  checker: "c",
  stats: {},
  valid: false,
  anomalies: [{ kind, summary: "", ops: [], witness: { kind: "counts", counts: {} } }],
});

const words = fc.array(fc.constantFrom<VerdictWord>("valid", "unknown", "invalid"));

test("each verdict has its word", () => {
  expect([valid, unknown, invalid("x")].map(wordOf)).toEqual(["valid", "unknown", "invalid"]);
});

test("nothing checked proves nothing", () => {
  expect(mergeWords([])).toBe("unknown");
  expect(mergeVerdicts([])).toBe("unknown");
});

test("the worst word wins, in any order and any grouping", () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      const merged = mergeWords([...a, ...b]);
      expect(mergeWords([...b, ...a])).toBe(merged);
      if (a.length > 0 && b.length > 0)
        expect(mergeWords([mergeWords(a), mergeWords(b)])).toBe(merged);
      if ([...a, ...b].includes("invalid")) expect(merged).toBe("invalid");
      else if ([...a, ...b].includes("unknown")) expect(merged).toBe("unknown");
    }),
  );
});

test("only a history proven right meets `valid`", () => {
  expect(meets("valid", [valid, valid])).toBe(true);
  expect(meets("valid", [valid, unknown])).toBe(false);
  expect(meets("valid", [valid, invalid("x")])).toBe(false);
  expect(meets("valid", [])).toBe(false);
});

const KNOWN_BUG: Expectation = { invalid: ["stale-read", "lost-write"] };

test("a known bug is met when one of its anomalies is found, not by another one", () => {
  expect(meets(KNOWN_BUG, [valid, invalid("lost-write")])).toBe(true);
  expect(meets(KNOWN_BUG, [unknown, invalid("stale-read")])).toBe(true);
  expect(meets(KNOWN_BUG, [invalid("log-pattern")])).toBe(false);
  expect(meets({ invalid: [] }, [invalid("anything")])).toBe(true);
  expect(meets("invalid", [invalid("anything")])).toBe(true);
});

test("an unknown or a pass never meets an expected anomaly", () => {
  for (const expectation of ["invalid", KNOWN_BUG, { invalid: [] }] as const) {
    expect(meets(expectation, [unknown])).toBe(false);
    expect(meets(expectation, [valid])).toBe(false);
    expect(meets(expectation, [])).toBe(false);
  }
});

test("a run that did not come to its end is never valid, and what was found stands", () => {
  expect(wordOnRun([valid], true)).toBe("valid");
  expect(wordOnRun([valid], false)).toBe("unknown");
  expect(wordOnRun([valid, invalid("x")], false)).toBe("invalid");
});
