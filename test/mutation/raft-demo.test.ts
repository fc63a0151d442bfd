// Each seeded bug of raft-demo is found, in virtual time, within a stated number of seeds; without one nothing is found.
import { expect, test } from "vitest";
import type { History } from "../../src/core/history.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { RAFT_BUGS, type RaftBug } from "../../src/systems/raft-demo/bugs.ts";
import { judge, judgeRegisterTransactions, judgeTransactions } from "../systems/raft-demo/judge.ts";
import { simulate } from "../systems/raft-demo/simulate.ts";
import {
  registers,
  registerTransactions,
  type Traffic,
  transactions,
} from "../systems/raft-demo/traffic.ts";
import { WEATHERS } from "../systems/raft-demo/weather.ts";

type WeatherName = keyof typeof WEATHERS;

/** What shows a bug best, and as what. */
interface Hunt {
  readonly traffic: () => Traffic;
  readonly judge: (history: History) => Promise<Verdict>;
  readonly weather: WeatherName;
  /** The first anomaly is one of these. */
  readonly kinds: readonly string[];
}

const onRegisters = (weather: WeatherName): Hunt => ({
  traffic: registers,
  judge,
  weather,
  kinds: ["non-linearizable"],
});

const onTransactions = (weather: WeatherName): Hunt => ({
  traffic: transactions,
  judge: judgeTransactions,
  weather,
  kinds: ["lost-update", "incompatible-order"],
});

const onRegisterTransactions = (weather: WeatherName): Hunt => ({
  traffic: registerTransactions,
  judge: judgeRegisterTransactions,
  weather,
  kinds: ["lost-update", "cyclic-versions"],
});

/** Seeds 0 … BUDGET - 1 are tried. */
const HUNTS: Readonly<Record<RaftBug, readonly Hunt[]>> = {
  "stale-reads": [onRegisters("stormy")],
  "commit-without-majority": [onRegisters("stormy")],
  "forget-vote": [onRegisters("blinking")],
  "apply-before-commit": [onRegisters("stormy")],
  "truncate-log-on-restart": [onRegisters("contested")],
  "two-leaders": [onRegisters("blinking")],
  "early-reads": [onTransactions("stormy"), onRegisterTransactions("stormy")],
};
const BUDGET = 20;

const seeds = Array.from({ length: BUDGET }, (_, index) => index);

for (const bug of Object.keys(RAFT_BUGS) as RaftBug[]) {
  test.each(HUNTS[bug].map((hunt) => [hunt.traffic.name, hunt] as const))(
    `${bug} is found by %s within ${String(BUDGET)} seeds`,
    async (_, hunt) => {
      for (const seed of seeds) {
        const history = simulate({ ...hunt, seed, bug, weather: WEATHERS[hunt.weather] });
        const verdict = await hunt.judge(history);
        if (verdict.valid !== false) continue;
        expect(hunt.kinds).toContain(verdict.anomalies[0].kind);
        return;
      }
      expect.fail(`no seed below ${String(BUDGET)} found it`);
    },
  );
}

for (const name of Object.keys(WEATHERS) as WeatherName[]) {
  for (const hunt of [onRegisters(name), onTransactions(name), onRegisterTransactions(name)]) {
    const load = hunt.traffic.name;
    test(`without a bug ${String(BUDGET)} seeds of ${load} in ${name} weather are valid`, async () => {
      for (const seed of seeds) {
        const history = simulate({ ...hunt, seed, bug: null, weather: WEATHERS[name] });
        expect(await hunt.judge(history), `seed ${String(seed)}`).toMatchObject({ valid: true });
      }
    });
  }
}
