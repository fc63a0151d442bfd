// The set-full checker: the fate of every element of a set that is read all the time.
import { expect, test } from "vitest";
import { setFull } from "../../src/checkers/set-full.ts";
import { setFullOracle } from "../oracle/set.ts";
import { historyOf } from "./events.ts";
import { growingSet } from "./growing-set.ts";
import { disagreements, historiesOf, kindsOn, oneHistory, verdictOn } from "./verdicts.ts";

const ADD = [
  [0, "invoke", "add", 1],
  [0, "ok", "add", 1],
] as const;
const read = (value: unknown) => [
  [1, "invoke", "read"] as const,
  [1, "ok", "read", value] as const,
];

test.each([
  ["valid", [...ADD, ...read([1])]],
  ["lost-element", [...ADD, ...read([])]],
  ["lost-element", [...ADD, ...read([1]), ...read([])]],
  ["unknown: too-few-ops", ADD],
  ["duplicate-element", [...ADD, ...read([1, 1])]],
  ["unexpected-element", [...ADD, ...read([1, 7])]],
])("%s", async (kinds, events) => {
  expect(await kindsOn(setFull(), historyOf(events))).toBe(kinds);
});

test("an element that shows up late is stale: an anomaly only of a set that claims to be linearizable", async () => {
  const late = historyOf([...ADD, ...read([]), ...read([1])]);
  expect(await verdictOn(setFull(), late)).toMatchObject({
    valid: true,
    stats: { stable: 1, stale: 1, stableLatencyMaxMs: 1000 },
    details: { staleElements: [1] },
  });
  expect(await kindsOn(setFull({ linearizable: true }), late)).toBe("stale-element");
});

test.each([false, true])("agrees with the definition, linearizable %s", async (linearizable) => {
  const bugs = { lose: 0.05, stale: 0.15, double: 0.02, invent: 0.02, range: 8 };
  const histories = historiesOf(growingSet(bugs), 500, { ops: 16 });
  const oracle = (history: Parameters<typeof setFullOracle>[0]) =>
    setFullOracle(history, linearizable);
  const { wrong, invalid, valid } = await disagreements(
    setFull({ linearizable }),
    histories,
    oracle,
  );
  expect(wrong).toEqual([]);
  expect(Math.min(invalid, valid)).toBeGreaterThan(20);
});

test("a right set passes, a forgetful and a stale one are caught", async () => {
  for (const history of historiesOf(growingSet(), 200, { ops: 60 }))
    expect(await kindsOn(setFull({ linearizable: true }), history)).toBe("valid");
  const forgetful = oneHistory(growingSet({ lose: 0.3 }), { ops: 60 });
  expect(await kindsOn(setFull(), forgetful)).toBe("lost-element");
  const stale = oneHistory(growingSet({ stale: 0.3 }), { ops: 60 });
  expect(await kindsOn(setFull({ linearizable: true }), stale)).toContain("stale-element");
});
