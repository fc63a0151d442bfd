// Each seeded bug of raft-demo is found, in virtual time, within a stated number of seeds; without one nothing is found.
import { expect, test } from "vitest";
import { RAFT_BUGS, type RaftBug } from "../../src/systems/raft-demo/bugs.ts";
import { judge } from "../systems/raft-demo/judge.ts";
import { simulate } from "../systems/raft-demo/simulate.ts";
import { WEATHERS } from "../systems/raft-demo/weather.ts";

type WeatherName = keyof typeof WEATHERS;

/** Where a bug shows best; seeds 0 … BUDGET - 1 are tried. */
const WEATHER_OF: Readonly<Record<RaftBug, WeatherName>> = {
  "stale-reads": "stormy",
  "commit-without-majority": "stormy",
  "forget-vote": "blinking",
  "apply-before-commit": "stormy",
  "truncate-log-on-restart": "contested",
  "two-leaders": "blinking",
};
const BUDGET = 20;

const seeds = Array.from({ length: BUDGET }, (_, index) => index);

for (const bug of Object.keys(RAFT_BUGS) as RaftBug[]) {
  test(`${bug} is found within ${String(BUDGET)} seeds`, async () => {
    const weather = WEATHERS[WEATHER_OF[bug]];
    for (const seed of seeds) {
      const verdict = await judge(simulate({ seed, bug, weather }));
      if (verdict.valid !== false) continue;
      expect(verdict.anomalies[0].kind).toBe("non-linearizable");
      return;
    }
    expect.fail(`no seed below ${String(BUDGET)} found it`);
  });
}

for (const name of Object.keys(WEATHERS) as WeatherName[]) {
  test(`without a bug ${String(BUDGET)} seeds of ${name} weather are valid`, async () => {
    for (const seed of seeds) {
      const history = simulate({ seed, bug: null, weather: WEATHERS[name] });
      expect(await judge(history), `seed ${String(seed)}`).toMatchObject({ valid: true });
    }
  });
}
