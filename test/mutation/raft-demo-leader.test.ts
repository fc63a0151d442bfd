// Each seeded bug of raft-demo that shows in elections or logs is found by the leader checker, in virtual time, within a stated number
// of seeds; without one nothing is found.
import { expect, test } from "vitest";
import { leader } from "../../src/checkers/leader/leader.ts";
import type { RaftBug } from "../../src/systems/raft-demo/bugs.ts";
import { checkContext } from "../checkers/check-context.ts";
import { simulateLeader } from "../systems/raft-demo/simulate-leader.ts";
import { WEATHERS } from "../systems/raft-demo/weather.ts";

type WeatherName = keyof typeof WEATHERS;

const BUDGET = 12;
const CLEAN_SEEDS = 8;

/** What each does, where it shows best. Reads that are stale show in no view: that bug is for linearizability. */
test.each<[RaftBug, WeatherName, string]>([
  ["two-leaders", "contested", "two-leaders"],
  ["two-leaders", "blinking", "vote-changed"],
  ["forget-vote", "blinking", "vote-changed"],
  ["forget-vote", "blinking", "two-leaders"],
  ["commit-without-majority", "stormy", "committed-entry-differs"],
  ["commit-without-majority", "stormy", "stale-leader-accepted-write"],
  ["apply-before-commit", "stormy", "applied-uncommitted"],
  ["truncate-log-on-restart", "contested", "committed-entry-lost"],
])("%s in %s weather shows as %s", async (bug, weather, kind) => {
  for (let seed = 0; seed < BUDGET; seed++) {
    const history = simulateLeader({ seed, bug, weather: WEATHERS[weather] });
    const verdict = await leader().check(history, checkContext());
    if (verdict.valid !== false) continue;
    const anomaly = verdict.anomalies.find((one) => one.kind === kind);
    if (anomaly === undefined) continue;
    expect(anomaly.ops.length).toBeGreaterThan(0);
    expect(anomaly.summary).toMatch(/\bn\d|\bevent \d+ of process \d+/);
    return;
  }
  expect.fail(`no seed below ${String(BUDGET)} shows it`);
});

test.each(Object.entries(WEATHERS))(
  "without a bug nothing is found in %s weather",
  async (_, weather) => {
    for (let seed = 0; seed < CLEAN_SEEDS; seed++) {
      const history = simulateLeader({ seed, bug: null, weather });
      expect(history.problems).toEqual([]);
      const verdict = await leader().check(history, checkContext());
      expect(verdict, `seed ${String(seed)}`).toMatchObject({ valid: true });
      expect(verdict.stats["reigns"]).toBeGreaterThan(2);
      expect(verdict.stats["acceptedWrites"]).toBeGreaterThan(20);
    }
  },
);
