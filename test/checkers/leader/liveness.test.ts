// The leader-liveness checker: what it measures after a heal, and what thresholds make of it.
import { expect, test } from "vitest";
import {
  leaderLiveness,
  type LeaderLivenessOptions,
} from "../../../src/checkers/leader/liveness.ts";
import { checkContext } from "../check-context.ts";
import { faultAt, historyOf } from "../events.ts";
import { leads, view } from "./views.ts";

type Lines = Parameters<typeof historyOf>[0];

const check = (
  steps: readonly Lines[],
  options: LeaderLivenessOptions = {},
  faults = [faultAt(1, 3)],
) => leaderLiveness(options).check(historyOf(steps.flat(), faults), checkContext());

/** Asked at 0 s, 2 s, 4 s, … */
const HEALED = [leads("n1", 1), view({}), view({}), leads("n2", 2), leads("n3", 3)];

test("tells when somebody led after a heal, and how often leaders changed", async () => {
  expect(await check(HEALED)).toMatchObject({
    valid: true,
    stats: { heals: 1, slowestLeaderMs: 4000, mostLeaderChanges: 1, leaderChanges: 2 },
    details: { heals: [{ fault: 0, healedAtMs: 3000, leaderMs: 4000, leader: "n2", changes: 1 }] },
  });
});

test("thresholds make a verdict of it", async () => {
  expect(await check(HEALED, { expectLeaderMs: 4000, maxLeaderChanges: 1 })).toMatchObject({
    valid: true,
  });
  expect(await check(HEALED, { expectLeaderMs: 3999 })).toMatchObject({
    valid: false,
    anomalies: [
      {
        kind: "slow-election",
        summary:
          "after kill leader was healed at 3.00 s, n2 was the first to lead, after 4.00 s; at most 4.00 s are allowed",
        ops: [6],
      },
    ],
  });
  expect(await check(HEALED, { maxLeaderChanges: 0 })).toMatchObject({
    valid: false,
    anomalies: [{ kind: "flapping", ops: [6, 8] }],
  });
});

test("a leader of the past does not count, nor one that was asked before the heal", async () => {
  const stale = [leads("n1", 2), view({ term: 2 }), leads("n2", 1), view({ term: 2 })];
  expect(await check(stale, { expectLeaderMs: 1000 })).toMatchObject({
    anomalies: [{ kind: "slow-election", ops: [] }],
  });
  const early = [leads("n1", 1), leads("n1", 1), view({})];
  expect(await check(early, {}, [faultAt(1, 2.5)])).toMatchObject({
    details: { heals: [{ leaderMs: null }] },
  });
});

test("only calm is judged: a heal while another fault holds is left out", async () => {
  const faults = [faultAt(1, 3), faultAt(2, 9, { id: 1 })];
  const steps = [...HEALED, leads("n3", 3), leads("n3", 3)];
  expect(await check(steps, { expectLeaderMs: 1500 }, faults)).toMatchObject({
    valid: false,
    details: { heals: [{ fault: 1, leaderMs: 2000 }] },
  });
});

test("without a leader nothing is known", async () => {
  expect(await check([view({})], {}, [])).toMatchObject({
    valid: "unknown",
    reason: "too-few-ops",
  });
});

test("keys are several elections, which it does not tell apart", async () => {
  const lines: Lines = [
    [0, "invoke", "observe", null, { key: "a" }],
    [0, "ok", "observe", { node: "n1", term: 1, leader: "n1" }, { key: "a" }],
  ];
  expect(await check([lines], {}, [])).toMatchObject({ valid: "unknown", reason: "unsupported" });
});
